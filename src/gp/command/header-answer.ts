/**
 * T=0: what is certain of a command by its header, from its definition. Nothing is changed: where a
 * secure channel is open, only the whole command shows whether its secure messaging is right.
 * [ISO7816-3 §10.3.2]
 */
import { type Bytes, isWireError } from '../../base/index.ts';
import { type HeaderAnswer, Refusal, refuse, type Session } from '../../os/abi/index.ts';
import { parseClassByte, SW } from '../../wire/index.ts';
import { channelStates } from '../channel/channel-state.ts';
import { isInitiation } from '../channel/protocols.ts';
import type { Domain } from '../domain/domain.ts';
import { CLASS_ISO_SECURE, CLASS_SECURE } from './class-byte.ts';
import type { CommandHeader } from './definition.ts';
import { checkAuthenticated, checkCardState, checkSecureMessaging, known } from './dispatch.ts';
import type { DomainRole } from './role.ts';

/** Where a header is judged. */
export interface HeaderPlace {
  readonly domain: Domain;
  readonly role: DomainRole;
  readonly session: Session;
}

export function headerAnswer(place: HeaderPlace, header: Bytes): HeaderAnswer | undefined {
  const [cla = 0xff, ins = 0, p1 = 0, p2 = 0] = header;
  const read = parseClassByte(cla);
  if (isWireError(read)) return undefined;
  try {
    return answer(place, { cla: read.base, ins, p1, p2 });
  } catch (error) {
    if (error instanceof Refusal) return error.sw;
    throw error;
  }
}

function answer({ domain, role, session }: HeaderPlace, header: CommandHeader): HeaderAnswer {
  const definition = role.commands.find((one) => one.ins === header.ins);
  checkCardState(domain, definition);
  if (isInitiation(domain.environment.settings, header.ins)) return 'in';
  const states = channelStates(session);
  const { stage } = states.of(domain.handle);
  const isSecured = (header.cla & (CLASS_SECURE | CLASS_ISO_SECURE)) !== 0;
  if (stage === 'aborted') {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the secure channel session was aborted');
  }
  if (stage === 'open') {
    return isSecured || definition === undefined ? 'in' : definition.direction(header);
  }
  checkSecureMessaging(domain, header.cla);
  if (isSecured) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'secure messaging without a session');
  }
  const found = known(definition, header);
  if (found.security === 'authenticated') checkAuthenticated(domain, states);
  found.check?.(domain, header);
  return found.direction(header);
}
