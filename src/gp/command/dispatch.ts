/**
 * A security domain at work: card state, secure messaging off, command to its definition, secure
 * messaging on. [GPCS §7] [GPCS §11] [GPAmdD §5.6]
 */
import { assert, type Bytes, EMPTY, equal } from '../../base/index.ts';
import {
  type Command,
  type HeaderAnswer,
  refuse,
  Refusal,
  type Response,
  type Session,
} from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import {
  CARD_LIFE_CYCLE,
  CLASS_ISO_SECURE,
  CLASS_PROPRIETARY,
  CLASS_SECURE,
  LOCKED_BIT,
} from '../../wire/globalplatform/index.ts';
import { channelStates } from '../channel/channel-state.ts';
import { checkInitiation, runInitiation } from '../channel/blocked-keys.ts';
import { initiationOf } from '../channel/protocols.ts';
import type { ChannelPlace, InitiationCommand } from '../channel/protocol.ts';
import type { Domain } from '../domain/domain.ts';
import { announcesMore, joinChain, keepPart, lastHead, takeChain } from './chained-command.ts';
import { type CommandHead, headOf, parseHead, refuseForeignClass } from './command-head.ts';
import type { CommandDefinition } from './definition.ts';
import { type DomainSession, domainSession, endPersonalization } from './domain-session.ts';
import type { PlainCommand } from './plain-command.ts';
import type { DomainRole } from './role.ts';

/** P2 of SELECT with b4 b3 = 11: nothing is to be returned. [ISO7816-4 §7.1.1] */
export function returnsNothing(p2: number): boolean {
  return (p2 & 0x0c) === 0x0c;
}

export function dispatch(domain: Domain, role: DomainRole, command: Command): Response {
  if (command.selecting !== undefined) return selected(domain, command, command.selecting);
  const head = headOf(command);
  const begun = begin(domain, role, head);
  const { definition, place, initiation } = begun;
  const chain = takeChain(begun.session, head);
  if (initiation !== undefined) {
    endPersonalization(command.session);
    return runInitiation(place, initiation, command);
  }
  const isSecure = isToVerify(place, head);
  if (announcesMore(definition, head)) {
    settled(begun, lastHead(head));
    return keepPart(chain, command);
  }
  const whole = joinChain(chain, command);
  const plain = isSecure ? verified(place, whole) : whole;
  const last = isSecure || chain !== undefined ? headOf(plain) : head;
  try {
    return protectedAnswer(place, plain, settled(begun, last).run(domain, plain));
  } catch (refusal) {
    // A refused command is part of the session too; of its answer the status word remains.
    if (refusal instanceof Refusal) protectedAnswer(place, plain, { data: EMPTY, sw: refusal.sw });
    throw refusal;
  }
}

function protectedAnswer(
  { domain, states }: ChannelPlace,
  command: PlainCommand,
  response: Response,
): Response {
  const state = states.of(domain.handle);
  return state.stage === 'open' ? state.channel.protect(response, command) : response;
}

/**
 * What a T=0 header announces, or a refusal as `dispatch` would have it: the same checks in the
 * same order, up to where the data are needed. [ISO7816-3 §10.3.2]
 */
export function headerAnswer(
  at: { readonly domain: Domain; readonly role: DomainRole; readonly session: Session },
  header: Bytes,
): HeaderAnswer {
  const { domain, role, session } = at;
  const head = parseHead(header, session);
  const begun = begin(domain, role, head);
  const { definition, place, initiation } = begun;
  const chain = takeChain(begun.session, head);
  if (initiation !== undefined) {
    checkInitiation(place, initiation, head);
    return 'in';
  }
  const last = announcesMore(definition, head) ? lastHead(head) : head;
  // The code that verifies it comes with the data.
  const direction = isToVerify(place, head) ? 'in' : settled(begun, last).direction(last);
  begun.session.chain = chain;
  return direction;
}

/** [GPCS §11.9] */
function selected(domain: Domain, command: Command, name: Bytes): Response {
  if (!equal(name, domain.entry.aid)) {
    domainSession(command.session).calledAs = Uint8Array.from(name);
  }
  const isLocked = domain.environment.lifeCycle === CARD_LIFE_CYCLE.CARD_LOCKED;
  const sw = isLocked ? SW.SELECTED_DEACTIVATED : SW.OK;
  return { data: returnsNothing(command.p2) ? EMPTY : domain.controlInformation(name), sw };
}

interface Beginning {
  readonly definition: CommandDefinition | undefined;
  readonly session: DomainSession;
  readonly place: ChannelPlace;
  readonly initiation: InitiationCommand | undefined;
  /** Whether the states were checked; of a command under secure messaging, after that. */
  readonly isChecked: boolean;
}

/**
 * What comes before secure messaging: commands that come elsewhere, and the card's state. A command
 * of an open session is verified first, because a refused one is part of the session too.
 */
function begin(domain: Domain, role: DomainRole, head: CommandHead): Beginning {
  const { ins } = head;
  const session = domainSession(head.session);
  const definition = role.commands.find((one) => one.ins === ins && hasCommand(domain, one));
  const place = {
    domain,
    session: head.session,
    invokedAs: session.calledAs ?? domain.entry.aid,
    states: channelStates(head.session),
  };
  if (definition?.elsewhere === true) {
    settled({ definition, place, isChecked: false }, head);
  }
  place.states.endStale(domain.handle);
  const initiation = initiationOf(place, head);
  const isChecked = initiation !== undefined || !isOfSession(place, head);
  if (isChecked) checkStates(domain, definition);
  return { definition, session, place, initiation, isChecked };
}

function isOfSession({ domain, states }: ChannelPlace, { cla }: CommandHead): boolean {
  return (cla & CLASS_SECURE) !== 0 && states.of(domain.handle).stage === 'open';
}

/** Of the card, and of the security domain. */
function checkStates(domain: Domain, definition: CommandDefinition | undefined): void {
  checkCardState(domain, definition);
  refuseLocked(domain);
}

/** Whether the card has the command, by its personality. */
function hasCommand({ environment }: Domain, { ins, optional }: CommandDefinition): boolean {
  const { instructions } = environment.settings.personality;
  return instructions === undefined ? optional !== true : instructions.includes(ins);
}

/** [GPCS §5.1.1.4] [GPCS §5.1.1.5] [GPCS §11 table 11-1] */
function checkCardState(domain: Domain, definition: CommandDefinition | undefined): void {
  const { lifeCycle } = domain.environment;
  const states = definition?.cardStates ?? 'before-terminated';
  if (lifeCycle === CARD_LIFE_CYCLE.TERMINATED && states !== 'all') {
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.5', 'the card is terminated');
  }
  if (lifeCycle === CARD_LIFE_CYCLE.CARD_LOCKED && states === 'before-locked') {
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.4', 'the card is locked: no content management');
  }
}

/** One that was locked while it was selected stays so, and rejects all commands. */
function refuseLocked({ entry }: Domain): void {
  if (entry.kind === 'issuer' || (entry.lifeCycle & LOCKED_BIT) === 0) return;
  refuse(SW.CONDITIONS, 'GPCS §5.3.2.4', 'the security domain is locked');
}

/**
 * Whether the command carries secure messaging; what cannot be right whatever the data are is
 * refused, and aborts an open session. [GPAmdD §5.6]
 */
function isToVerify({ domain, states }: ChannelPlace, { cla }: CommandHead): boolean {
  const isSecure = (cla & CLASS_SECURE) !== 0;
  const isForeign = (cla & CLASS_ISO_SECURE) !== 0;
  const state = states.of(domain.handle);
  if (state.stage === 'aborted') {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the secure channel session was aborted');
  }
  if (state.stage === 'open') {
    if (!isForeign && (isSecure || !state.channel.needsMac)) return isSecure;
    states.set(domain.handle, { stage: 'aborted' });
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the command does not have the MAC of the session');
  }
  refuseForeignClass(cla);
  const offersNone = domain.environment.settings.channels.length === 0;
  if (isForeign || (isSecure && offersNone)) {
    const which = isForeign ? 'of ISO 7816-4' : 'without a secure channel protocol';
    refuse(SW.NO_SECURE_MESSAGING, 'GPCS §11.1.4.1', `secure messaging ${which}`);
  }
  if (isSecure) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'secure messaging without a session');
  }
  return false;
}

/** The command with its secure messaging verified and taken off. [GPAmdD §5.6] */
function verified({ domain, states }: ChannelPlace, command: Command): PlainCommand {
  const state = states.of(domain.handle);
  assert(state.stage === 'open', 'only an open session verifies commands');
  const plain = state.channel.verify(command);
  if (!('why' in plain)) return plain;
  states.set(domain.handle, { stage: 'aborted' });
  return refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', plain.why);
}

/** The definition, if class, security and header allow it. [GPCS §11.1.3] */
function settled(
  { definition, place, isChecked }: Pick<Beginning, 'definition' | 'place' | 'isChecked'>,
  head: CommandHead,
): CommandDefinition {
  const { domain } = place;
  if (!isChecked) checkStates(domain, definition);
  refuseForeignClass(head.cla);
  if (definition === undefined) {
    return refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no command of this security domain');
  }
  const kind = (head.cla & CLASS_PROPRIETARY) === 0 ? 'inter-industry' : 'proprietary';
  const comesInBoth =
    definition.classes === 'both' ||
    (definition.eitherClass === true &&
      domain.environment.settings.personality.storesInEitherClass);
  if (!comesInBoth && definition.classes !== kind) {
    refuse(SW.CLA_NOT_SUPPORTED, 'GPCS §11.1.3', 'the command does not come in this class');
  }
  if (definition.security === 'authenticated' && !isAuthenticated(place)) {
    refuse(SW.SECURITY_STATUS, 'GPCS §11 table 11-2', 'the off-card entity is not authenticated');
  }
  definition.check?.(domain, head);
  return definition;
}

function isAuthenticated({ domain, states }: ChannelPlace): boolean {
  const state = states.of(domain.handle);
  return state.stage === 'open' && state.channel.authenticated;
}
