/** INITIALIZE UPDATE for secure channel protocol 02. [GPCS §E.5.1] */
import { bigEndian, bytes, concat } from '../../../base/index.ts';
import {
  SCP02_CHALLENGE_LENGTH,
  scp02CardChallenge,
  scp02CardCryptogram,
  scp02SessionKeys,
} from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { CLASS_PROPRIETARY, KEY_TYPE, SCP02_OPTION } from '../../../wire/globalplatform/index.ts';
import { type CommandHead, headOf } from '../../command/command-head.ts';
import { channelOptions } from '../../domain/card-settings.ts';
import { diversificationOf } from '../../domain/diversification.ts';
import { type KeySet } from '../../domain/key.ts';
import { channelKeySet } from '../key-set.ts';
import { keyDomainOf, watchKeys } from '../key-domain.ts';
import type { ChannelPlace } from '../protocol.ts';
import { countsAt, refuseBlocked, takeAttempt } from '../velocity.ts';
import { Scp02Initiation } from './initiation.ts';
import { HOST_CHALLENGE_LENGTH, SCP02, SCP02_SEQUENCE_MAX } from './options.ts';

const CLAUSE = 'GPCS §E.5.1';

/** What the header settles; an attempt is enough to end the session there was. [GPCS §E.1.6] */
export function checkInitializeUpdate(place: ChannelPlace, head: CommandHead): void {
  const { domain, states } = place;
  const before = states.of(domain.handle);
  begin(place, head);
  states.set(domain.handle, before);
}

function begin({ domain, states }: ChannelPlace, { cla, p1, p2, length }: CommandHead): KeySet {
  const holder = keyDomainOf(domain);
  states.set(domain.handle, { stage: 'none' });
  if (cla !== CLASS_PROPRIETARY) {
    refuse(SW.CLA_NOT_SUPPORTED, 'GPCS §E.5.1.2', 'INITIALIZE UPDATE has no secure messaging');
  }
  if (p2 > 1) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'a key set begins with key identifier 1');
  }
  if (length !== HOST_CHALLENGE_LENGTH) {
    refuse(SW.WRONG_LENGTH, 'GPCS §E.5.1.2', 'the host challenge is 8 bytes');
  }
  const keySet = channelKeySet(holder.keys, p1, KEY_TYPE.DES);
  if (keySet === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no key set of this version');
  }
  refuseBlocked(holder, { version: keySet.version });
  if (holder.keys.sequence(keySet.version) >= SCP02_SEQUENCE_MAX) {
    refuse(SW.CONDITIONS, 'GPCS §E.1.2.1', 'the sequence counter is at its end');
  }
  return keySet;
}

/** The counter rises at EXTERNAL AUTHENTICATE, when that succeeds. [GPCS §E.1.2.1] */
export function initializeUpdate(place: ChannelPlace, command: Command): Response {
  const { domain, states, invokedAs } = place;
  const holder = keyDomainOf(domain);
  const { version, enc, mac, dek } = begin(place, headOf(command));
  if (countsAt(domain, 'initiation')) takeAttempt(holder, { version });
  const { crypto, rng } = domain.environment.services;
  const option = channelOptions(domain.environment.settings.channels, SCP02)[0] ?? 0;
  const sequence = bigEndian(holder.keys.sequence(version), 2);
  const set = { enc: enc.reveal(), mac: mac.reveal(), dek: dek.reveal() };
  const keys = scp02SessionKeys(crypto, set, sequence);
  const isDerived = (option & SCP02_OPTION.PSEUDO_RANDOM) !== 0;
  const card = isDerived
    ? scp02CardChallenge(crypto, keys.mac, invokedAs)
    : rng.bytes(SCP02_CHALLENGE_LENGTH);
  const challenges = { host: Uint8Array.from(command.data), sequence, card };
  const cryptogram = scp02CardCryptogram(crypto, keys.enc, challenges);
  const initiated = new Scp02Initiation({ version, keys, challenges, option });
  const areKeysKept = watchKeys(domain);
  states.set(domain.handle, { stage: 'initiated', protocol: SCP02, initiated, areKeysKept });
  const keyInformation = bytes(version, SCP02);
  return {
    data: concat(diversificationOf(holder), keyInformation, sequence, card, cryptogram),
    sw: SW.OK,
  };
}
