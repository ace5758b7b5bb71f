/** What the terminal's host says in the HCI network of a rig's single wire. */
import { concat, EMPTY, hex } from '../../src/base/index.ts';
import {
  ADMIN,
  COMMAND,
  type CommandAnswer,
  type HciCommand,
  type HciHost,
  type HciScript,
  HOST,
  PIPE,
} from '../../src/link/hci/index.ts';
import type { HostRig } from './host-rig.ts';

/** Code and data of an answer. */
type Sent = (answer: CommandAnswer) => void;

/** Runs commands one after another, once the wire is up; the answers in hexadecimal. */
export function exchange(
  rig: HostRig,
  interfaceId: string,
  script: (sent: Sent, host: HciHost) => HciScript,
): readonly string[] {
  const host = rig.networks.get(interfaceId)!;
  const answers: string[] = [];
  let done = false;
  const run = function* (): HciScript {
    const sent: Sent = ({ code, data }) => answers.push(hex(concat(Uint8Array.of(code), data)));
    yield* script(sent, host);
    done = true;
  };
  host.run(run(), rig.now);
  rig.until(() => done);
  return answers;
}

export function administer(instruction: number, ...data: readonly number[]): HciCommand {
  return { pipe: PIPE.ADMIN, instruction, data: Uint8Array.from(data) };
}

/** A pipe of its own to a gate, some parameters read, and the pipe deleted again. */
export function* readGate(
  sent: Sent,
  { host, gate, indices }: { host: number; gate: number; indices: readonly number[] },
): HciScript {
  const made: CommandAnswer = yield administer(COMMAND.CREATE_PIPE, gate, host, gate);
  sent(made);
  const pipe = made.data[4];
  if (pipe === undefined) return;
  sent(yield { pipe, instruction: COMMAND.OPEN_PIPE });
  for (const index of indices) {
    sent(yield { pipe, instruction: COMMAND.GET_PARAMETER, data: Uint8Array.of(index) });
  }
  sent(yield { pipe, instruction: COMMAND.CLOSE_PIPE });
  sent(yield administer(COMMAND.DELETE_PIPE, pipe));
}

/** The notifications of the controller to every host. */
export function* readLists(sent: Sent): HciScript {
  for (const index of [ADMIN.MAX_PIPE, ADMIN.WHITELIST, ADMIN.HOST_LIST, ADMIN.HOST_TYPE_LIST]) {
    sent(yield administer(COMMAND.GET_PARAMETER, index));
  }
}

/**
 * All pipes of the terminal are gone, and the chip is notified; then it registers the chip again.
 */
export function* clearPipes(sent: Sent, host: HciHost): HciScript {
  host.clearDynamic();
  sent(yield administer(COMMAND.CLEAR_ALL_PIPE));
  sent(yield { pipe: PIPE.ADMIN, instruction: COMMAND.OPEN_PIPE, data: EMPTY });
  sent(yield administer(COMMAND.SET_PARAMETER, ADMIN.WHITELIST, HOST.ESE));
}
