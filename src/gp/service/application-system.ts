/**
 * What an application may request of the card it is on: the calls of GlobalPlatform's GPSystem, for
 * native modules and the virtual machine alike. Each request begins inside the container, and so
 * the ruling data judge it as such, whatever link the command came by. [GPAPI §GPSystem] [P-05]
 */
import { assert, type Bytes, operandText, type TraceKind } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import { moveCard } from '../content/card-transition.ts';
import type { Environment } from '../domain/domain.ts';
import { afterLifeCycle } from '../registry/contactless.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import type { ApplicationSystem, ContactlessRegistry } from '../runtime.ts';
import { type Cvm, CVM_FAMILY, cvmFor, type ServiceClient } from './cardholder-verification.ts';
import { contactlessFor } from './contactless-registry.ts';
import { deregisterService, findService, registerService } from './global-services.ts';
import { LIFE_CYCLE } from '../registry/life-cycle-record.ts';
import { mayEntryGo } from '../registry/transitions.ts';
import { CARD_LIFE_CYCLE, LOCKED_BIT, PRIVILEGE } from '../../wire/globalplatform/index.ts';

/** For people. */
const WISH = {
  [CARD_LIFE_CYCLE.CARD_LOCKED]: 'CARD_LOCKED',
  [CARD_LIFE_CYCLE.TERMINATED]: 'TERMINATED',
} as const;
type Wish = keyof typeof WISH;

export class RegisteredSystem implements ApplicationSystem {
  readonly #environment: Environment;
  readonly #id: number;

  /** For the application with this number in the registry. */
  constructor(environment: Environment, id: number) {
    this.#environment = environment;
    this.#id = id;
  }

  /** [GPAmdC §3.11] */
  get contactless(): ContactlessRegistry {
    return contactlessFor(this.#environment, () => this.#entry);
  }

  get aid(): Bytes {
    return this.#entry.aid;
  }

  /** [TS102226 §8.2.1.3.2] */
  get uiccParameters(): Bytes {
    return this.#entry.uicc;
  }

  /** The card's life cycle state. [GPCS §5.1] */
  get cardState(): number {
    return this.#environment.lifeCycle;
  }

  /** The application's own state. [GPCS §5.3] */
  get contentState(): number {
    return this.#entry.lifeCycle;
  }

  /**
   * Gives the application another state: SELECTABLE or one of its own, or, with the highest bit,
   * its present one locked, which is not its own to undo. False, and nothing changed, for any
   * other. [GPCS §5.3.2]
   */
  setContentState(state: number): boolean {
    const entry = this.#entry;
    const isLock = (state & LOCKED_BIT) !== 0;
    const lifeCycle = isLock ? entry.lifeCycle | LOCKED_BIT : state;
    const way = { from: entry.lifeCycle, to: lifeCycle };
    if (!mayEntryGo(entry.kind, 'itself', way)) return false;
    // What a locked card leaves is not locked. [GPCS §9.6.2]
    if (isLock && (entry.privileges & PRIVILEGE.FINAL_APPLICATION) !== 0) return false;
    const contactless = afterLifeCycle(entry, way);
    this.#environment.registry.update(entry, { lifeCycle, contactless });
    this.#environment.services.note(LIFE_CYCLE, entry.name, entry.kind, entry.lifeCycle, lifeCycle);
    return true;
  }

  /** To CARD_LOCKED, with Card Lock; false where that may not be. [GPCS §9.6.3] [P-05] */
  lockCard(): boolean {
    return this.#move(CARD_LIFE_CYCLE.CARD_LOCKED);
  }

  /** To TERMINATED, with Card Terminate; false where that may not be. [GPCS §9.6.4] [P-05] */
  terminateCard(): boolean {
    return this.#move(CARD_LIFE_CYCLE.TERMINATED);
  }

  /** [GPCS §8.1.1] */
  registerService(name: number): boolean {
    return this.#granted('a service', registerService(this.#environment, this.#entry, name));
  }

  /** [GPCS §8.1.1] */
  deregisterService(name: number): boolean {
    return this.#granted('a service', deregisterService(this.#environment, this.#entry, name));
  }

  #granted(what: string, obstacle: string | undefined): boolean {
    if (obstacle === undefined) return true;
    this.#environment.services.note(DENIED, this.#entry.name, what, 'GPCS §8.1.1', obstacle);
    return false;
  }

  /** [GPCS §8.2.1] */
  cvm(id: number, session: Session, provider?: Bytes): Cvm | undefined {
    const service = findService(this.#environment, CVM_FAMILY * 256 + id, provider);
    return service && cvmFor(service, this.#client(session));
  }

  #client(session: Session): ServiceClient {
    const { aid, privileges } = this.#entry;
    const isManager = (privileges & PRIVILEGE.CVM_MANAGEMENT) !== 0;
    return { aid, session, managesCvm: () => isManager && this.mayManageCvm(session) };
  }

  /** A link whose commands may not give the privilege may not use it either. [P-07] */
  mayManageCvm(session: Session | 'inside'): boolean {
    const { allowed, rule } = this.#environment.services.rule('cvm-management', session);
    return allowed || this.#granted('CVM management', `ruling data: ${rule}`);
  }

  #move(to: Wish): boolean {
    const environment = this.#environment;
    const by = this.#entry;
    const obstacle = moveCard(environment, { by, to, origin: 'inside' });
    if (obstacle === undefined) return true;
    environment.services.note(DENIED, by.name, WISH[to], obstacle.clause, obstacle.why);
    return false;
  }

  get #entry(): RegistryEntry {
    const entry = this.#environment.registry.entry(this.#id);
    assert(entry, 'an application is registered');
    return entry;
  }
}

export const DENIED: TraceKind = {
  name: 'denied',
  words: ([name, what, ...reason]) => {
    const [clause, why] = reason.map(operandText);
    return `${operandText(name)} may not request ${operandText(what)} [${clause}]: ${why}`;
  },
};
