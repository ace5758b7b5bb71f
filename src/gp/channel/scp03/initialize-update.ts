/** INITIALIZE UPDATE for secure channel protocol 03. [GPAmdD §7.1.1] [GPCS §E.5.1] */
import { bigEndian, bytes, type Bytes, concat, EMPTY } from '../../../base/index.ts';
import { cmac, deriveScp03, SCP03_DERIVATION } from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import {
  CLASS_PROPRIETARY,
  KEY_TYPE,
  modeLength,
  SCP03_OPTION,
} from '../../../wire/globalplatform/index.ts';
import { type CommandHead, headOf } from '../../command/command-head.ts';
import { channelOptions } from '../../domain/card-settings.ts';
import { diversificationOf } from '../../domain/diversification.ts';
import { type KeySet } from '../../domain/key.ts';
import { channelKeySet } from '../key-set.ts';
import { keyDomainOf, watchKeys } from '../key-domain.ts';
import type { ChannelPlace } from '../protocol.ts';
import { countsAt, refuseBlocked, takeAttempt } from '../velocity.ts';
import { Scp03Initiation } from './initiation.ts';
import { SCP03 } from './options.ts';
import { deriveSessionKeys } from './session-keys.ts';

const CLAUSE = 'GPAmdD §7.1.1';

/** What the header settles; an attempt is enough to end the session there was. [GPAmdD §5.6] */
export function checkInitializeUpdate(place: ChannelPlace, head: CommandHead): void {
  const { domain, states } = place;
  const before = states.of(domain.handle);
  begin(place, head);
  states.set(domain.handle, before);
}

interface Beginning {
  readonly keySet: KeySet;
  /** The length of the host challenge chooses between S8 and S16. */
  readonly option: number;
}

function begin(place: ChannelPlace, { cla, p1, p2, length }: CommandHead): Beginning {
  const { domain, states } = place;
  const holder = keyDomainOf(domain);
  states.set(domain.handle, { stage: 'none' });
  if (cla !== CLASS_PROPRIETARY) {
    refuse(
      SW.CLA_NOT_SUPPORTED,
      'GPCS §E.5.1.2',
      'INITIALIZE UPDATE comes without secure messaging',
    );
  }
  if (p2 > 1) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'a key set begins with key identifier 1');
  }
  const options = channelOptions(domain.environment.settings.channels, SCP03);
  const option = options.find((one) => modeLength(one) === length);
  if (option === undefined) {
    return refuse(SW.WRONG_LENGTH, CLAUSE, 'not the length of a host challenge');
  }
  const keySet = channelKeySet(holder.keys, p1, KEY_TYPE.AES);
  if (keySet === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no key set of this version');
  }
  refuseBlocked(holder, { version: keySet.version });
  return { keySet, option };
}

export function initializeUpdate(place: ChannelPlace, command: Command): Response {
  const { domain, states } = place;
  const holder = keyDomainOf(domain);
  const { keySet, option } = begin(place, headOf(command));
  if (countsAt(domain, 'initiation')) takeAttempt(holder, { version: keySet.version });
  const { crypto } = domain.environment.services;
  const { challenge, sequence } = makeChallenge(place, { keySet, option });
  const context = concat(command.data, challenge);
  const keys = deriveSessionKeys(crypto, keySet, context);
  const { CARD_CRYPTOGRAM } = SCP03_DERIVATION;
  const cryptogram = deriveScp03(keys.mac, {
    constant: CARD_CRYPTOGRAM,
    length: modeLength(option),
    context,
  });
  const initiated = new Scp03Initiation({ keySet, keys, context, option });
  const areKeysKept = watchKeys(domain);
  states.set(domain.handle, { stage: 'initiated', protocol: SCP03, initiated, areKeysKept });
  const keyInformation = bytes(keySet.version, SCP03, option);
  return {
    data: concat(diversificationOf(holder), keyInformation, challenge, cryptogram, sequence),
    sw: SW.OK,
  };
}

/** Random, or derived from a counter that never comes back to a value. [GPAmdD §6.2.2.1] */
function makeChallenge(
  place: ChannelPlace,
  { keySet, option }: Beginning,
): { readonly challenge: Bytes; readonly sequence: Bytes } {
  const { domain, invokedAs } = place;
  const holder = keyDomainOf(domain);
  const { services } = domain.environment;
  const length = modeLength(option);
  if ((option & SCP03_OPTION.PSEUDO_RANDOM) === 0) {
    return { challenge: services.rng.bytes(length), sequence: EMPTY };
  }
  const count = holder.keys.takeSequence(keySet.version);
  if (count === undefined)
    refuse(SW.CONDITIONS, 'GPAmdD §6.2.2.1', 'the sequence counter is at its end');
  const sequence = bigEndian(count, 3);
  const challenge = deriveScp03(cmac(services.crypto.aes(keySet.enc.reveal())), {
    constant: SCP03_DERIVATION.CARD_CHALLENGE,
    length,
    context: concat(sequence, invokedAs),
  });
  return { challenge, sequence };
}
