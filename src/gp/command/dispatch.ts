/**
 * A security domain at work: card state, secure messaging off, command to its definition, secure
 * messaging on. [GPCS §7] [GPCS §11] [GPAmdD §5.6]
 */
import { type Bytes, EMPTY, equal } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { channelStates, type ChannelStates } from '../channel/channel-state.ts';
import { initiationOf, isInitiation } from '../channel/protocols.ts';
import type { Domain } from '../domain/domain.ts';
import { CARD_LIFE_CYCLE } from '../registry/life-cycle.ts';
import { CLASS_ISO_SECURE, CLASS_PROPRIETARY, CLASS_SECURE } from './class-byte.ts';
import type { CommandDefinition, CommandHeader } from './definition.ts';
import { domainSession } from './domain-session.ts';
import type { PlainCommand } from './plain-command.ts';
import type { DomainRole } from './role.ts';

/** P2 of a SELECT that wants no data back. [ISO7816-4 §7.1.1] */
const NO_DATA = 0x0c;

export function dispatch(domain: Domain, role: DomainRole, command: Command): Response {
  const { session, selecting } = command;
  if (selecting !== undefined) return selected(domain, command, selecting);
  const definition = role.commands.find((one) => one.ins === command.ins);
  checkCardState(domain, definition);
  const states = channelStates(session);
  if (isInitiation(domain.environment.settings, command.ins)) {
    const invokedAs = domainSession(session).calledAs ?? domain.entry.aid;
    const place = { domain, session, invokedAs, states };
    return initiationOf(place, command)!.run(place, command);
  }
  const plain = verified(domain, command, states);
  const found = known(definition, plain);
  if (found.security === 'authenticated') checkAuthenticated(domain, states);
  found.check?.(domain, plain);
  const response = found.run(domain, plain);
  const state = states.of(domain.handle);
  return state.stage === 'open' ? state.channel.protect(response) : response;
}

/** [GPCS §11.9] */
function selected(domain: Domain, command: Command, name: Bytes): Response {
  if (!equal(name, domain.entry.aid)) {
    domainSession(command.session).calledAs = Uint8Array.from(name);
  }
  const isLocked = domain.environment.lifeCycle === CARD_LIFE_CYCLE.CARD_LOCKED;
  const sw = isLocked ? SW.SELECTED_LOCKED : SW.OK;
  const wantsNone = (command.p2 & NO_DATA) === NO_DATA;
  return { data: wantsNone ? EMPTY : domain.controlInformation(name), sw };
}

/** [GPCS §5.1.1.4] [GPCS §5.1.1.5] [GPCS §11 table 11-1] */
export function checkCardState(domain: Domain, definition: CommandDefinition | undefined): void {
  const { lifeCycle } = domain.environment;
  const states = definition?.cardStates ?? 'before-terminated';
  if (lifeCycle === CARD_LIFE_CYCLE.TERMINATED && states !== 'all') {
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.5', 'the card is terminated');
  }
  if (lifeCycle === CARD_LIFE_CYCLE.CARD_LOCKED && states === 'before-locked') {
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.4', 'the card is locked: no content management');
  }
}

/** The definition, if the command comes in one of its classes. [GPCS §11.1.3] [GPCS §11.1.4] */
export function known(
  definition: CommandDefinition | undefined,
  { cla }: CommandHeader,
): CommandDefinition {
  if (definition === undefined) {
    return refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no command of this security domain');
  }
  const kind = (cla & CLASS_PROPRIETARY) === 0 ? 'inter-industry' : 'proprietary';
  if (definition.classes !== 'both' && definition.classes !== kind) {
    refuse(SW.CLA_NOT_SUPPORTED, 'GPCS §11.1.3', 'the command does not come in this class');
  }
  return definition;
}

export function checkAuthenticated(domain: Domain, states: ChannelStates): void {
  if (states.of(domain.handle).stage === 'open') return;
  refuse(SW.SECURITY_STATUS, 'GPCS §11 table 11-2', 'the off-card entity is not authenticated');
}

/** Refuses secure messaging that the security domain has not; by the class alone. */
export function checkSecureMessaging(domain: Domain, cla: number): void {
  const offersNone = domain.environment.settings.channels.length === 0;
  if ((cla & CLASS_ISO_SECURE) !== 0) {
    refuse(SW.NO_SECURE_MESSAGING, 'GPCS §11.1.4.1', 'secure messaging of ISO 7816-4');
  }
  if ((cla & CLASS_SECURE) !== 0 && offersNone) {
    refuse(SW.NO_SECURE_MESSAGING, 'GPCS §11.1.4.1', 'this security domain has no secure channel');
  }
}

/**
 * The command with its secure messaging verified as the session's security level asks.
 * [GPAmdD §5.6]
 */
function verified(domain: Domain, command: Command, states: ChannelStates): PlainCommand {
  const state = states.of(domain.handle);
  if (state.stage === 'aborted') {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the secure channel session was aborted');
  }
  if (state.stage === 'open') {
    const isForeign = (command.cla & CLASS_ISO_SECURE) !== 0;
    const plain = isForeign ? undefined : state.channel.verify(command);
    if (plain !== undefined) return plain;
    states.set(domain.handle, { stage: 'aborted' });
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the secure messaging does not verify');
  }
  checkSecureMessaging(domain, command.cla);
  if ((command.cla & CLASS_SECURE) !== 0) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'secure messaging without a session');
  }
  return command;
}
