/** What the terminal's host may read from the HCI network of a single wire. */
import { COMMAND, GATE, HOST, type HciScript, PIPE } from '../../../src/link/hci/index.ts';
import type { HostRig } from '../../support/host-rig.ts';
import { readGate, readLists, exchange } from '../../support/network.ts';
import type { Question } from './grammar.ts';

type Script = Parameters<typeof exchange>[2];

const gate = (host: number, number: number, indices: readonly number[]): Script =>
  function* (sent): HciScript {
    yield* readGate(sent, { host, gate: number, indices });
  };

const SCRIPTS: Readonly<Record<Question, Script>> = {
  lists: readLists,
  'identity of the chip': gate(HOST.ESE, GATE.IDENTITY, [1, 2, 3, 4, 5, 6, 7]),
  'identity of the controller': gate(HOST.CONTROLLER, GATE.IDENTITY, [1, 2, 4, 6]),
  'loopback of the chip': gate(HOST.ESE, GATE.LOOPBACK, [1]),
  'APDU gate': gate(HOST.ESE, GATE.APDU, [1, 2, 3]),
  // Refused: its pipe is the chip's.
  'card RF gate A': gate(HOST.CONTROLLER, GATE.CARD_A, [1, 5, 6]),
  'card RF gate B': gate(HOST.CONTROLLER, GATE.CARD_B, [1, 3, 4]),
  *'link management'(sent) {
    sent(yield { pipe: PIPE.LINK, instruction: COMMAND.OPEN_PIPE });
    const data = Uint8Array.of(1);
    sent(yield { pipe: PIPE.LINK, instruction: COMMAND.GET_PARAMETER, data });
  },
};

/** The answers; a dark wire gives none. */
export function ask(rig: HostRig, wire: string, question: Question): string {
  const isDark = rig.device.links.every(
    (link) => link.interface !== wire || !rig.host.terminal(link.id).powered,
  );
  if (isDark) return 'dark';
  return exchange(rig, wire, SCRIPTS[question]).join(' ');
}
