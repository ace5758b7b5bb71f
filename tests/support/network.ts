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
type Said = (answer: CommandAnswer) => void;

/** Runs commands one after another, once the wire is up; the answers in hexadecimal. */
export function speak(
  rig: HostRig,
  interfaceId: string,
  script: (said: Said, host: HciHost) => HciScript,
): readonly string[] {
  const host = rig.networks.get(interfaceId)!;
  const answers: string[] = [];
  let done = false;
  const run = function* (): HciScript {
    const said: Said = ({ code, data }) => answers.push(hex(concat(Uint8Array.of(code), data)));
    yield* script(said, host);
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
  said: Said,
  { host, gate, indices }: { host: number; gate: number; indices: readonly number[] },
): HciScript {
  const made: CommandAnswer = yield administer(COMMAND.CREATE_PIPE, gate, host, gate);
  said(made);
  const pipe = made.data[4];
  if (pipe === undefined) return;
  said(yield { pipe, instruction: COMMAND.OPEN_PIPE });
  for (const index of indices) {
    said(yield { pipe, instruction: COMMAND.GET_PARAMETER, data: Uint8Array.of(index) });
  }
  said(yield { pipe, instruction: COMMAND.CLOSE_PIPE });
  said(yield administer(COMMAND.DELETE_PIPE, pipe));
}

/** The notifications of the controller to every host. */
export function* readLists(said: Said): HciScript {
  for (const index of [ADMIN.MAX_PIPE, ADMIN.WHITELIST, ADMIN.HOST_LIST, ADMIN.HOST_TYPE_LIST]) {
    said(yield administer(COMMAND.GET_PARAMETER, index));
  }
}

/**
 * All pipes of the terminal are gone, and the chip is notified; then it registers the chip again.
 */
export function* clearPipes(said: Said, host: HciHost): HciScript {
  host.clearDynamic();
  said(yield administer(COMMAND.CLEAR_ALL_PIPE));
  said(yield { pipe: PIPE.ADMIN, instruction: COMMAND.OPEN_PIPE, data: EMPTY });
  said(yield administer(COMMAND.SET_PARAMETER, ADMIN.WHITELIST, HOST.ESE));
}
