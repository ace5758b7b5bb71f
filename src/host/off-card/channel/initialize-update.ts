/** INITIALIZE UPDATE, with which SCP02 and SCP03 begin. [GPCS §E.5.1] [GPAmdD §7.1.1] */
import { type Bytes, HostError } from '../../../base/index.ts';
import { INS } from '../../../wire/index.ts';
import { type CardCommand } from '../command.ts';

export function initializeUpdate(keyVersion: number, hostChallenge: Bytes): CardCommand {
  return {
    name: 'INITIALIZE UPDATE',
    ins: INS.INITIALIZE_UPDATE,
    p1: keyVersion,
    p2: 0,
    data: hostChallenge,
  };
}

/** What of the card's answer does not fit the keys. */
export function untrusted(what: string): HostError {
  return new HostError(
    'CARD_UNTRUSTED',
    `the ${what} of the card does not fit the keys`,
    'give the keys of this card: --key, --key-version, --kdf; each further attempt may count there',
  );
}
