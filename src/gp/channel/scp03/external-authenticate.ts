/** EXTERNAL AUTHENTICATE for secure channel protocol 03. [GPAmdD §7.1.2] [GPCS §E.5.2] */
import { EMPTY, sameSecret } from '../../../base/index.ts';
import { deriveScp03, SCP03_DERIVATION } from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { modeLength } from '../../../wire/globalplatform/index.ts';
import { type CommandHead, headOf } from '../../command/command-head.ts';
import { channelOptions } from '../../domain/card-settings.ts';
import { takeInitiation, withStateKept } from '../authentication-step.ts';
import { keyDomainOf } from '../key-domain.ts';
import type { ChannelPlace } from '../protocol.ts';
import { SECURE_CHANNEL } from '../secure-channel-record.ts';
import { countsAt, takeAttempt } from '../velocity.ts';
import { Scp03Initiation } from './initiation.ts';
import { isLevelAllowed, SCP03 } from './options.ts';
import { Scp03Channel } from './secure-messaging.ts';

const CLAUSE = 'GPAmdD §7.1.2';

/** What the header settles, with what a refused attempt ends. */
export function checkExternalAuthenticate(place: ChannelPlace, head: CommandHead): void {
  withStateKept(place, () => begin(place, head));
}

function begin(place: ChannelPlace, head: CommandHead): Scp03Initiation {
  const { environment } = place.domain;
  const { p1, p2, length } = head;
  const begun = takeInitiation(place, head, CLAUSE);
  const initiation = begun instanceof Scp03Initiation ? begun : undefined;
  const option = initiation?.option ?? channelOptions(environment.settings.channels, SCP03)[0] ?? 0;
  if (p2 !== 0 || !isLevelAllowed(p1, option)) {
    refuse(SW.WRONG_P1P2, 'GPAmdD §7.1.2.1', 'not a security level of this option');
  }
  if (length !== 2 * modeLength(option)) {
    refuse(SW.WRONG_LENGTH, CLAUSE, 'not the length of a cryptogram and a MAC');
  }
  return initiation ?? refuse(SW.CONDITIONS, 'GPCS §E.5.2.1', 'INITIALIZE UPDATE comes before');
}

export function externalAuthenticate(place: ChannelPlace, command: Command): Response {
  const { domain, states } = place;
  const holder = keyDomainOf(domain);
  const { handle } = domain;
  const { services } = domain.environment;
  const { keySet, keys, context, option } = begin(place, headOf(command));
  const length = modeLength(option);
  if (countsAt(domain, 'authentication')) takeAttempt(holder, { version: keySet.version });
  const expected = deriveScp03(keys.mac, {
    constant: SCP03_DERIVATION.HOST_CRYPTOGRAM,
    length,
    context,
  });
  if (!sameSecret(command.data.subarray(0, length), expected)) {
    refuse(SW.AUTHENTICATION_FAILED, 'GPCS §E.5.2.7', 'the host cryptogram is wrong');
  }
  const dek = services.crypto.aes(keySet.dek.reveal());
  const channel = new Scp03Channel({
    keys,
    dek,
    level: command.p1,
    domain: handle,
    option,
  });
  if (!channel.verifyFirst(command)) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §6.2.3', 'the MAC of EXTERNAL AUTHENTICATE is wrong');
  }
  holder.keys.attempts.reset({ version: keySet.version });
  states.set(handle, { stage: 'open', channel });
  services.note(SECURE_CHANNEL, domain.entry.name, 'SCP03', keySet.version, command.p1);
  return { data: EMPTY, sw: SW.OK };
}
