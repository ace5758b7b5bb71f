/** EXTERNAL AUTHENTICATE for secure channel protocol 02. [GPCS §E.5.2] */
import { EMPTY, sameSecret } from '../../../base/index.ts';
import { scp02HostCryptogram } from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { type CommandHead, headOf } from '../../command/command-head.ts';
import { channelOptions } from '../../domain/card-settings.ts';
import { takeInitiation, withStateKept } from '../authentication-step.ts';
import { keyDomainOf } from '../key-domain.ts';
import type { ChannelPlace } from '../protocol.ts';
import { SECURE_CHANNEL } from '../secure-channel-record.ts';
import { countsAt, takeAttempt } from '../velocity.ts';
import { Scp02Initiation } from './initiation.ts';
import { isScp02LevelAllowed, SCP02, SCP02_SEQUENCE_MAX } from './options.ts';
import { MAC_LENGTH, Scp02Channel } from './secure-messaging.ts';

const CLAUSE = 'GPCS §E.5.2';
const CRYPTOGRAM_LENGTH = 8;

/** What the header settles, with what a refused attempt ends. */
export function checkExternalAuthenticate(place: ChannelPlace, head: CommandHead): void {
  withStateKept(place, () => begin(place, head));
}

function begin(place: ChannelPlace, head: CommandHead): Scp02Initiation {
  const { environment } = place.domain;
  const { p1, p2, length } = head;
  const begun = takeInitiation(place, head, CLAUSE);
  const option = channelOptions(environment.settings.channels, SCP02)[0] ?? 0;
  if (p2 !== 0 || !isScp02LevelAllowed(p1, option)) {
    refuse(SW.WRONG_P1P2, 'GPCS §E.5.2.3', 'not a security level of this option');
  }
  if (length !== CRYPTOGRAM_LENGTH + MAC_LENGTH) {
    refuse(SW.WRONG_LENGTH, CLAUSE, 'a cryptogram and a MAC are 16 bytes');
  }
  if (begun instanceof Scp02Initiation) return begun;
  return refuse(SW.CONDITIONS, 'GPCS §E.5.2.1', 'INITIALIZE UPDATE comes before');
}

export function externalAuthenticate(place: ChannelPlace, command: Command): Response {
  const { domain, states } = place;
  const holder = keyDomainOf(domain);
  const { services } = domain.environment;
  const { version, keys, challenges, option } = begin(place, headOf(command));
  if (countsAt(domain, 'authentication')) takeAttempt(holder, { version });
  const expected = scp02HostCryptogram(services.crypto, keys.enc, challenges);
  if (!sameSecret(command.data.subarray(0, CRYPTOGRAM_LENGTH), expected)) {
    refuse(SW.AUTHENTICATION_FAILED, 'GPCS §E.5.2.7', 'the host cryptogram is wrong');
  }
  const channel = new Scp02Channel({
    crypto: services.crypto,
    keys,
    level: command.p1,
    domain: domain.handle,
    option,
  });
  if (!channel.verifyFirst(command)) {
    refuse(SW.SECURITY_STATUS, 'GPCS §E.3.2', 'the MAC of EXTERNAL AUTHENTICATE is wrong');
  }
  holder.keys.takeSequence(version, SCP02_SEQUENCE_MAX);
  holder.keys.attempts.reset({ version });
  states.set(domain.handle, { stage: 'open', channel });
  services.note(SECURE_CHANNEL, domain.entry.name, 'SCP02', version, command.p1);
  return { data: EMPTY, sw: SW.OK };
}
