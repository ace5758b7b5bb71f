/** For tests: a chip that is played by hand, and the terminal that it meets. */
import { assert } from '../base/index.ts';
import { HcpPeer, PeerRig } from './hci-peer.testing.ts';
import { createSwpTerminal } from './swp-terminal.ts';
import { testRng } from './rig.testing.ts';

/** A chip played by hand behind the controller, with its APDU gate up. */
export function playedChip() {
  const swp = createSwpTerminal({ rng: testRng(1) });
  const rig = new PeerRig(new HcpPeer('slave'), swp);
  const { wire, peer } = rig;
  swp.apduGate.signal(0, 'power-on');
  peer.signal(0, 'power-on');
  wire.run(() => peer.end.up);
  for (const command of ['03', '010301', '01010102030405060708']) rig.ask(1, command);
  const answers: Readonly<Record<string, string>> = {
    ADM_NOTIFY_PIPE_CREATED: '80',
    ANY_OPEN_PIPE: '8000',
    'ANY_GET_PARAMETER 01': '80FFFF',
    'ANY_GET_PARAMETER 02': '8003E8',
    'event 11': '523B00',
  };
  wire.run(() => {
    for (const one of rig.received()) {
      const known = Object.keys(answers).find((words) => one.includes(words));
      if (known !== undefined) peer.send(Number.parseInt(one.slice(5, 7), 16), answers[known]!);
    }
    return swp.apduGate.ready;
  });
  assert(swp.apduGate.ready, 'the gate is up');
  return { swp, rig };
}
