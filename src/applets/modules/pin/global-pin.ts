/**
 * The global PIN of a card as an application that provides it to all others: service 8211, which
 * it registers when it is installed, with the privilege Global Service. Its owner sets PIN and
 * limit by STORE DATA, its holder presents and changes the PIN by VERIFY and CHANGE REFERENCE DATA.
 *
 * | grouping | value |
 * |---|---|
 * | 8010 | the PIN as a block of format 2 |
 * | 9010 | the limit of tries, 1 to 127 |
 *
 * [GPCS §8.2] [ISO7816-4 §11.5.6]
 */
import { type Bytes, EMPTY, unhex } from '../../../base/index.ts';
import {
  type ApplicationCode,
  CVM_FAMILY,
  CVM_GLOBAL_PIN,
  type CvmValue,
} from '../../../gp/index.ts';
import { type Command, refuse, type Response, type Session } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { DONE, interIndustry } from '../../command-table.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { ModuleContext, NativeModule } from '../../module.ts';
import {
  exactly,
  type Grouping,
  type PersonalizationCommand,
  unknownGrouping,
} from '../../personalization.ts';
import { CardholderVerification } from './cardholder-verification.ts';
import { parsePinBlock } from './value-format.ts';

const INS = { VERIFY: 0x20, CHANGE: 0x24 } as const;
const GROUPING = { PIN: 0x8010, LIMIT: 0x9010 } as const;
const SERVICE = CVM_FAMILY * 256 + CVM_GLOBAL_PIN;
const BLOCK_LENGTH = 8;
/** 63Cx: x tries are left. [ISO7816-4 §5.6] */
const TRIES_LEFT = 0x63c0;
const TRIES_SHOWN_MAX = 15;

class GlobalPin extends ModuleApplication {
  readonly #cvm: CardholderVerification;

  constructor(context: ModuleContext) {
    super(context);
    this.#cvm = new CardholderVerification(context.nvm);
  }

  protected get parts(): ModuleParts {
    return {
      commands: [
        interIndustry(
          { name: 'VERIFY', ins: INS.VERIFY, clause: 'ISO7816-4 §11.5.6', direction: 'in' },
          (command) => this.#verify(command),
        ),
        interIndustry(
          {
            name: 'CHANGE REFERENCE DATA',
            ins: INS.CHANGE,
            clause: 'ISO7816-4 §11.5.7',
            direction: 'in',
          },
          (command) => this.#change(command),
        ),
      ],
      personalize: (command, session) => this.#personalize(command, session),
    };
  }

  override get code(): ApplicationCode {
    return {
      ...super.code,
      service: (name) => (name === SERVICE || name === CVM_FAMILY * 256 ? this.#cvm : undefined),
    };
  }

  /** Without data, the number of tries left. */
  #verify(command: Command): Response {
    const { session, data } = command;
    demandReference(command, 'ISO7816-4 §11.5.6');
    this.#demandUsable(session);
    if (data.length === 0) {
      return this.#cvm.state({ session }) === 'VALIDATED' ? DONE : this.#triesLeft();
    }
    const value = pinOf(data);
    return this.#cvm.verify({ session }, value) ? DONE : this.#triesLeft();
  }

  /** The present PIN and the next one. */
  #change(command: Command): Response {
    const { session, data } = command;
    demandReference(command, 'ISO7816-4 §11.5.7');
    if (data.length !== 2 * BLOCK_LENGTH) {
      refuse(SW.WRONG_LENGTH, 'ISO7816-4 §11.5.7', 'two PIN blocks');
    }
    const [present, next] = [data.subarray(0, BLOCK_LENGTH), data.subarray(BLOCK_LENGTH)].map(
      pinOf,
    );
    this.#demandUsable(session);
    this.#demandManagement(session);
    if (!this.#cvm.verify({ session }, present!)) return this.#triesLeft();
    this.#cvm.setValue(next!);
    return DONE;
  }

  #demandUsable(session: Session): void {
    const state = this.#cvm.state({ session });
    if (state === undefined) refuse(SW.CONDITIONS, 'GPCS §8.2.2.2', 'no PIN, or no limit, is set');
    if (state === 'BLOCKED') refuse(SW.BLOCKED, 'GPCS §8.2.2.2', 'the PIN is blocked');
  }

  #demandManagement(session: Session | 'inside'): void {
    if (this.context.system.mayManageCvm(session)) return;
    refuse(SW.CONDITIONS, 'GPCS §8.2.1', 'ruling data deny CVM management to this link');
  }

  #triesLeft(): Response {
    const left = Math.min(this.#cvm.triesRemaining(), TRIES_SHOWN_MAX);
    return { data: EMPTY, sw: left === 0 ? SW.BLOCKED : TRIES_LEFT + left };
  }

  #personalize({ groupings }: PersonalizationCommand, session: Session | 'inside'): void {
    this.#demandManagement(session);
    for (const one of groupings) this.#store(one);
  }

  #store(one: Grouping): void {
    if (one.tag === GROUPING.PIN) {
      this.#cvm.setValue(pinOf(exactly(BLOCK_LENGTH, one)));
    } else if (one.tag === GROUPING.LIMIT) {
      if (this.#cvm.setLimit(exactly(1, one)[0]!)) return;
      refuse(SW.WRONG_DATA, 'GPCS §8.2.2', 'a limit of 1 to 127 tries');
    } else unknownGrouping(one);
  }
}

function demandReference({ p1, p2 }: Command, clause: string): void {
  if (p1 === 0 && p2 === CVM_GLOBAL_PIN) return;
  refuse(SW.WRONG_P1P2, clause, 'the global PIN is reference 11');
}

function pinOf(block: Bytes): CvmValue {
  const value = parsePinBlock(block);
  return value ?? refuse(SW.WRONG_DATA, 'ISO9564-1 §9.3.3', 'no PIN block of format 2');
}

export const globalPin: NativeModule = {
  name: 'global-pin',
  aid: unhex('F0424946524F4E530501'),
  traits: { multiSelectable: true, framing: 'kernel' },
  install({ system }) {
    if (system.registerService(SERVICE)) return;
    refuse(SW.CONDITIONS, 'GPCS §8.1.1', 'the global PIN cannot be registered');
  },
  start: (context) => new GlobalPin(context).code,
};
