/** INITIALIZE UPDATE for secure channel protocol 03. [GPAmdD §7.1.1] [GPCS §E.5.1] */
import { bigEndian, bytes, type Bytes, concat, EMPTY } from '../../base/index.ts';
import { cmac, deriveScp03, SCP03_DERIVATION } from '../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { type CommandHead, headOf } from '../command-head.ts';
import { CLASS_PROPRIETARY } from '../command-table.ts';
import { diversificationOf } from '../diversification.ts';
import type { Domain } from '../domain.ts';
import type { KeySet } from '../key-sets.ts';
import { CHALLENGE_LENGTH } from '../limits.ts';
import { domainSession } from '../session.ts';
import { SCP03, SCP03_OPTION } from './options.ts';
import { deriveSessionKeys } from './session-keys.ts';

const CLAUSE = 'GPAmdD §7.1.1';

/** What the header settles; an attempt is enough to end the session there was. [GPAmdD §5.6] */
export function headInitializeUpdate(domain: Domain, head: CommandHead): void {
  const state = domainSession(head.session);
  const before = state.secureChannel;
  state.secureChannel = { stage: 'none' };
  checkHead(domain, head);
  state.secureChannel = before;
}

function checkHead(domain: Domain, { cla, p1, p2, length }: CommandHead): KeySet {
  if (cla !== CLASS_PROPRIETARY) {
    refuse(
      SW.CLA_NOT_SUPPORTED,
      'GPCS §E.5.1.2',
      'INITIALIZE UPDATE comes without secure messaging',
    );
  }
  if (p2 > 1)
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'a key set begins with key identifier 1');
  if (length !== CHALLENGE_LENGTH) {
    refuse(SW.WRONG_LENGTH, CLAUSE, 'the host challenge is 8 bytes');
  }
  const keySet = domain.keys.find(p1);
  if (keySet === undefined)
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no key set of this version');
  return keySet;
}

export function initializeUpdate(domain: Domain, command: Command): Response {
  const state = domainSession(command.session);
  state.secureChannel = { stage: 'none' };
  const keySet = checkHead(domain, headOf(command));
  const { crypto } = domain.environment.services;
  const { challenge, sequence } = makeChallenge(domain, keySet, state.calledAs ?? domain.entry.aid);
  const context = concat(command.data, challenge);
  const keys = deriveSessionKeys(crypto, keySet, context);
  const { CARD_CRYPTOGRAM } = SCP03_DERIVATION;
  const cryptogram = deriveScp03(keys.mac, {
    constant: CARD_CRYPTOGRAM,
    length: CHALLENGE_LENGTH,
    context,
  });
  state.secureChannel = {
    stage: 'initiated',
    initiated: { keyVersion: keySet.version, keys, context },
  };
  const keyInformation = bytes(keySet.version, SCP03, domain.environment.scp03Option);
  return {
    data: concat(diversificationOf(domain), keyInformation, challenge, cryptogram, sequence),
    sw: SW.OK,
  };
}

/** Random, or derived from a counter that never comes back to a value. [GPAmdD §6.2.2.1] */
function makeChallenge(
  domain: Domain,
  keySet: KeySet,
  invokedAs: Bytes,
): { readonly challenge: Bytes; readonly sequence: Bytes } {
  const { services, scp03Option } = domain.environment;
  if ((scp03Option & SCP03_OPTION.PSEUDO_RANDOM) === 0) {
    return { challenge: services.rng.bytes(CHALLENGE_LENGTH), sequence: EMPTY };
  }
  const count = domain.keys.takeSequence(keySet.version);
  if (count === undefined)
    refuse(SW.CONDITIONS, 'GPAmdD §6.2.2.1', 'the sequence counter is at its end');
  const sequence = bigEndian(count, 3);
  const challenge = deriveScp03(cmac(services.crypto.aes(keySet.enc.reveal())), {
    constant: SCP03_DERIVATION.CARD_CHALLENGE,
    length: CHALLENGE_LENGTH,
    context: concat(sequence, invokedAs),
  });
  return { challenge, sequence };
}
