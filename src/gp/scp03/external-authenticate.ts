/** EXTERNAL AUTHENTICATE for secure channel protocol 03. [GPAmdD §7.1.2] [GPCS §E.5.2] */
import { EMPTY, operandText, sameSecret, type TraceKind } from '../../base/index.ts';
import { deriveScp03, SCP03_DERIVATION } from '../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { type CommandHead, headOf } from '../command-head.ts';
import { CLASS_PROPRIETARY, CLASS_SECURE } from '../command-table.ts';
import type { Domain } from '../domain.ts';
import { CHALLENGE_LENGTH } from '../limits.ts';
import { domainSession } from '../session.ts';
import { isLevelAllowed } from './options.ts';
import { MAC_LENGTH, Scp03Channel } from './secure-messaging.ts';

const CLAUSE = 'GPAmdD §7.1.2';

/** What the header settles, with what an attempt ends then. */
export function headExternalAuthenticate(domain: Domain, head: CommandHead): void {
  domainSession(head.session).secureChannel = begin(domain, head);
}

/** Ends what an attempt ends, and gives what there was before, if that is an initiation. */
function begin(domain: Domain, { session, cla, p1, p2, length }: CommandHead) {
  const state = domainSession(session);
  const before = state.secureChannel;
  if (before.stage === 'initiated') state.secureChannel = { stage: 'none' };
  if (before.stage === 'open') state.secureChannel = { stage: 'aborted' };
  if (cla !== (CLASS_PROPRIETARY | CLASS_SECURE)) {
    refuse(SW.CLA_NOT_SUPPORTED, CLAUSE, 'EXTERNAL AUTHENTICATE carries a MAC');
  }
  if (p2 !== 0 || !isLevelAllowed(p1, domain.environment.scp03Option)) {
    refuse(SW.WRONG_P1P2, 'GPAmdD §7.1.2.1', 'not a security level of this option');
  }
  if (length !== CHALLENGE_LENGTH + MAC_LENGTH) {
    refuse(SW.WRONG_LENGTH, CLAUSE, 'a cryptogram and a MAC are 16 bytes');
  }
  if (before.stage !== 'initiated') {
    refuse(SW.CONDITIONS, 'GPCS §E.5.2.1', 'INITIALIZE UPDATE comes before');
  }
  return before;
}

/**
 * A step that fails ends the initiation: the next one has new challenges and session keys. In an
 * open session the command has no right MAC, whatever it looks like, and aborts the session.
 * [GPAmdD §5.2] [GPAmdD §5.6]
 */
export function externalAuthenticate(domain: Domain, command: Command): Response {
  const state = domainSession(command.session);
  const { services } = domain.environment;
  const before = begin(domain, headOf(command));
  const { keyVersion, keys, context } = before.initiated;
  const expected = deriveScp03(keys.mac, {
    constant: SCP03_DERIVATION.HOST_CRYPTOGRAM,
    length: CHALLENGE_LENGTH,
    context,
  });
  if (!sameSecret(command.data.subarray(0, CHALLENGE_LENGTH), expected)) {
    refuse(SW.AUTHENTICATION_FAILED, 'GPCS §E.5.2.7', 'the host cryptogram is wrong');
  }
  const channel = new Scp03Channel(keys, command.p1);
  if (!channel.verifyFirst(command)) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §6.2.3', 'the MAC of EXTERNAL AUTHENTICATE is wrong');
  }
  state.secureChannel = { stage: 'open', channel };
  services.note(SECURE_CHANNEL, domain.entry.name, keyVersion, command.p1);
  return { data: EMPTY, sw: SW.OK };
}

export const SECURE_CHANNEL: TraceKind = {
  name: 'secure-channel',
  words: ([name, keyVersion, level]) =>
    `SCP03 session with ${operandText(name)}: key version ${operandText(keyVersion)}, ` +
    `security level ${Number(level).toString(16).toUpperCase().padStart(2, '0')}`,
};
