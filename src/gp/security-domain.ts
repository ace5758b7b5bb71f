/**
 * A security domain at work: secure messaging off, command to its handler, secure messaging on.
 * [GPCS §7] [GPAmdD §5.6]
 */
import { assert, type Bytes, EMPTY, equal } from '../base/index.ts';
import {
  type Command,
  type HeaderAnswer,
  refuse,
  type Response,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { type CommandHead, parseHead, refuseForeignClass } from './command-head.ts';
import {
  CLASS_ISO_SECURE,
  CLASS_PROPRIETARY,
  CLASS_SECURE,
  headerDirection,
  INS,
} from './command-table.ts';
import type { DataObjects } from './data-objects.ts';
import type { Domain, Environment } from './domain.ts';
import { FileControlInformation, returnsNothing } from './file-control-information.ts';
import { getData, headGetDataOdd } from './get-data.ts';
import { getStatus, headGetStatus } from './get-status.ts';
import type { KeySets } from './key-sets.ts';
import { CARD_LIFE_CYCLE } from './life-cycle.ts';
import type { PlainCommand } from './plain-command.ts';
import type { RegistryEntry } from './registry-entry.ts';
import { externalAuthenticate, headExternalAuthenticate } from './scp03/external-authenticate.ts';
import { headInitializeUpdate, initializeUpdate } from './scp03/initialize-update.ts';
import { SECURITY_LEVEL } from './scp03/options.ts';
import { type DomainSession, domainSession } from './session.ts';
import { headSetStatus, setStatus } from './set-status.ts';

interface Handler {
  /** In which kind of class it comes. */
  readonly classes: 'proprietary' | 'both' | 'iso';
  /** Whether the off-card entity must have authenticated itself. [GPCS §11 table 11-2] */
  readonly authenticated: boolean;
  /** Refuses what P1 and P2 settle already. */
  readonly head?: (domain: Domain, head: CommandHead) => void;
  run(domain: Domain, command: PlainCommand): Response;
}

const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [INS.SELECT, { classes: 'iso', authenticated: false, head: refuseSelect, run: refuseSelect }],
  [INS.GET_DATA, { classes: 'both', authenticated: false, run: getData }],
  [INS.GET_DATA_ODD, { classes: 'iso', authenticated: false, head: headGetDataOdd, run: getData }],
  [
    INS.GET_STATUS,
    { classes: 'proprietary', authenticated: true, head: headGetStatus, run: getStatus },
  ],
  [
    INS.SET_STATUS,
    { classes: 'proprietary', authenticated: true, head: headSetStatus, run: setStatus },
  ],
]);

export class SecurityDomain implements Domain {
  readonly environment: Environment;
  readonly handle: number;
  readonly keys: KeySets;
  readonly objects: DataObjects;
  readonly #aid: Bytes;
  readonly #fci: FileControlInformation;

  constructor(
    environment: Environment,
    parts: {
      readonly handle: number;
      readonly aid: Bytes;
      readonly keys: KeySets;
      readonly objects: DataObjects;
    },
  ) {
    this.environment = environment;
    this.handle = parts.handle;
    this.keys = parts.keys;
    this.objects = parts.objects;
    this.#aid = parts.aid;
    this.#fci = new FileControlInformation(parts.aid);
  }

  get entry(): RegistryEntry {
    const entry = this.environment.registry.entry(this.handle);
    assert(entry, 'a security domain is registered');
    return entry;
  }

  holds(privilege: number): boolean {
    return (this.entry.privileges & privilege) !== 0;
  }

  process(command: Command): Response {
    if (command.selecting !== undefined) return this.#select(command, command.selecting);
    this.#refuseWhenTerminated(command.ins);
    if (command.ins === INS.INITIALIZE_UPDATE) return initializeUpdate(this, command);
    if (command.ins === INS.EXTERNAL_AUTHENTICATE) return externalAuthenticate(this, command);
    const state = domainSession(command.session);
    const plain = verified(command, state);
    const response = this.#run(plain, state);
    return state.secureChannel.stage === 'open'
      ? state.secureChannel.channel.protect(response)
      : response;
  }

  /** What a T=0 header says, or refuses as `process` would. [ISO7816-3 §10.3.2] */
  header(header: Bytes, session: Session): HeaderAnswer | undefined {
    const head = parseHead(header, session);
    this.#refuseWhenTerminated(head.ins);
    if (head.ins === INS.INITIALIZE_UPDATE) {
      headInitializeUpdate(this, head);
      return 'in';
    }
    if (head.ins === INS.EXTERNAL_AUTHENTICATE) {
      headExternalAuthenticate(this, head);
      return 'in';
    }
    const state = domainSession(session);
    // The code that verifies it comes with the data.
    if (isToVerify(head, state)) return 'in';
    this.#handlerOf(head, state).head?.(this, head);
    return headerDirection(header);
  }

  /** [GPCS §11.9] */
  #select(command: Command, name: Bytes): Response {
    if (!equal(name, this.#aid)) domainSession(command.session).calledAs = Uint8Array.from(name);
    const locked = this.environment.lifeCycle === CARD_LIFE_CYCLE.CARD_LOCKED;
    const data = returnsNothing(command.p2) ? EMPTY : this.#fci.of(name);
    return { data, sw: locked ? SW.SELECTED_LOCKED : SW.OK };
  }

  /** [GPCS §5.1.1.5] */
  #refuseWhenTerminated(ins: number): void {
    if (this.environment.lifeCycle !== CARD_LIFE_CYCLE.TERMINATED) return;
    if (ins === INS.GET_DATA || ins === INS.GET_DATA_ODD) return;
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.5', 'the card is terminated');
  }

  #run(command: PlainCommand, state: DomainSession): Response {
    return this.#handlerOf(command, state).run(this, command);
  }

  #handlerOf(command: Pick<Command, 'cla' | 'ins'>, state: DomainSession): Handler {
    refuseForeignClass(command.cla);
    const handler = HANDLERS.get(command.ins);
    if (handler === undefined) {
      refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no command of security domains');
    }
    const proprietary = (command.cla & CLASS_PROPRIETARY) !== 0;
    if (handler.classes !== 'both' && (handler.classes === 'proprietary') !== proprietary) {
      refuse(SW.CLA_NOT_SUPPORTED, 'GPCS §11.1.3', 'the command does not come in this class');
    }
    if (handler.authenticated && state.secureChannel.stage !== 'open') {
      refuse(SW.SECURITY_STATUS, 'GPCS §11 table 11-2', 'the off-card entity is not authenticated');
    }
    return handler;
  }
}

/**
 * The command with its secure messaging verified as the session's security level asks.
 * [GPAmdD §5.6]
 */
function verified(command: Command, state: DomainSession): PlainCommand {
  const { secureChannel } = state;
  if (!isToVerify(command, state) || secureChannel.stage !== 'open') return command;
  const plain = secureChannel.channel.verify(command);
  return plain ?? abort(state, 'the secure messaging does not verify');
}

/** Whether the command carries secure messaging; refuses what cannot be right already. */
function isToVerify(command: Pick<Command, 'cla'>, state: DomainSession): boolean {
  const { secureChannel } = state;
  const isSecure = (command.cla & CLASS_SECURE) !== 0;
  const foreign = (command.cla & CLASS_ISO_SECURE) !== 0;
  if (secureChannel.stage === 'aborted') {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'the secure channel session was aborted');
  }
  if (secureChannel.stage === 'open') {
    const needed = (secureChannel.channel.level & SECURITY_LEVEL.COMMAND_MAC) !== 0;
    if (foreign || (needed && !isSecure)) abort(state, 'the command has not the session’s MAC');
    return isSecure;
  }
  refuseForeignClass(command.cla);
  if (foreign) {
    refuse(SW.NO_SECURE_MESSAGING, 'GPCS §11.1.4.1', 'secure messaging of ISO 7816-4');
  }
  if (isSecure) {
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'secure messaging without a session');
  }
  return false;
}

function abort(state: DomainSession, why: string): never {
  state.secureChannel = { stage: 'aborted' };
  return refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', why);
}

/**
 * A SELECT that the operating system did not take: not by name, or nothing has that name.
 * [GPCS §11.9.1]
 */
function refuseSelect(_domain: Domain, command: Pick<Command, 'p1'>): never {
  if (command.p1 === 0x04) refuse(SW.NOT_FOUND, 'GPCS §11.9.3.2', 'nothing has this name');
  refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.1', 'security domains are selected by name');
}
