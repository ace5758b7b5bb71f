/**
 * The contactless registry service (CRS): a wallet reads which applications there are, activates
 * and deactivates them, and orders them. It needs the privilege Contactless Activation, which one
 * application of a card holds; from then on applications that are not activated are not selected
 * over contactless interfaces. [GPAmdC §3.11]
 */
import { bigEndian, type Bytes, concat, EMPTY, isWireError, unhex } from '../../../base/index.ts';
import { CONTACTLESS_STATE, CONTACTLESS_TAG, type ContactlessPriority } from '../../../gp/index.ts';
import {
  type Command,
  ramSlot,
  refuse,
  type Response,
  type Session,
} from '../../../os/abi/index.ts';
import { emitTlv, parseTlvs, SW } from '../../../wire/index.ts';
import { answer, DONE, type ModuleHead, proprietary } from '../../command-table.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { NativeModule } from '../../module.ts';
import { emitStatus, parseQuery } from './registry-query.ts';

const INS = { GET_STATUS: 0xf2, SET_STATUS: 0xf0, GET_DATA: 0xca } as const;
const TAG = { FCI: 0x6f, NAME: 0x84, PROPRIETARY: 0xa5, VERSION: 0x9f08, FAILED: 0xa1 } as const;
const VERSION = unhex('0100');
const APPLICATIONS = 0x40;
const NEXT = 0x01;
/** P1 of SET STATUS. [GPAmdC §3.11.4 table 3-18] */
const SUBJECT = { STATE: 0x01, PRIORITY: 0x02 } as const;
const PRIORITIES: ReadonlyMap<number, ContactlessPriority> = new Map([
  [0x01, 'highest'],
  [0x81, 'lowest'],
  [0x02, 'volatile'],
  [0x82, 'no-longer-volatile'],
]);
const STATES: readonly number[] = [CONTACTLESS_STATE.ACTIVATED, CONTACTLESS_STATE.DEACTIVATED];
const ANSWER_MAX = 256;

/** What of a GET STATUS is still to come. */
const LISTINGS = ramSlot<Session, { rest: Bytes }>(() => ({ rest: EMPTY }));

class RegistryService extends ModuleApplication {
  protected get parts(): ModuleParts {
    return {
      commands: [
        proprietary(
          {
            name: 'GET STATUS',
            ins: INS.GET_STATUS,
            clause: 'GPAmdC §3.11.3',
            direction: 'in',
            check: checkGetStatus,
          },
          (one) => this.#getStatus(one),
        ),
        proprietary(
          {
            name: 'SET STATUS',
            ins: INS.SET_STATUS,
            clause: 'GPAmdC §3.11.4',
            direction: 'in',
            check: (head) => void this.#actOf(head),
          },
          (one) => this.#setStatus(one),
        ),
        proprietary(
          { name: 'GET DATA', ins: INS.GET_DATA, clause: 'GPAmdC §3.11.6', direction: 'out' },
          (one) => this.#getData(one),
        ),
      ],
      controlInformation: (name) => emitTlv(TAG.FCI, emitTlv(TAG.NAME, name), this.#template),
      state: LISTINGS,
    };
  }

  /** Version, and the count of all changes. [GPAmdC §3.11.5.2] */
  get #template(): Bytes {
    const { updates } = this.context.system.contactless;
    return emitTlv(
      TAG.PROPRIETARY,
      emitTlv(TAG.VERSION, VERSION),
      emitTlv(CONTACTLESS_TAG.UPDATES, bigEndian(updates, 2)),
    );
  }

  #getData({ p1, p2 }: Command): Response {
    if (p1 === 0 && p2 === TAG.PROPRIETARY) return answer(this.#template);
    return refuse(SW.WRONG_P1P2, 'GPAmdC §3.11.6', 'the registry has data object A5 alone');
  }

  #getStatus({ session, p2, data }: Command): Response {
    const listing = LISTINGS.of(session);
    if ((p2 & NEXT) === 0) {
      listing.rest = EMPTY;
      const status = emitStatus(this.context.system.contactless.entries, parseQuery(data));
      if (status === undefined) {
        return refuse(
          SW.REFERENCED_DATA_NOT_FOUND,
          'GPAmdC §3.11.3.3',
          'no object of the tag list',
        );
      }
      listing.rest = status;
    }
    const part = listing.rest.slice(0, ANSWER_MAX);
    listing.rest = listing.rest.slice(ANSWER_MAX);
    return { data: part, sw: listing.rest.length === 0 ? SW.OK : SW.MORE_DATA };
  }

  /** Each application for itself: those that failed are named in the answer. */
  #setStatus(command: Command): Response {
    const act = this.#actOf(command);
    const names = namesOf(command.data);
    const failed = names.filter((aid) => !act(aid));
    if (failed.length === 0) return DONE;
    const list = failed.map((one) => emitTlv(CONTACTLESS_TAG.AID, one));
    return { data: emitTlv(TAG.FAILED, concat(...list)), sw: SW.SOME_FAILED };
  }

  #actOf({ session, p1, p2 }: Pick<Command, 'session' | 'p1' | 'p2'>): (aid: Bytes) => boolean {
    const { contactless } = this.context.system;
    const priority = PRIORITIES.get(p2);
    if (p1 === SUBJECT.STATE && STATES.includes(p2)) {
      return (aid) => contactless.setState(aid, p2, session);
    }
    if (p1 === SUBJECT.PRIORITY && priority !== undefined) {
      return (aid) => contactless.setPriority(aid, priority, session);
    }
    return refuse(SW.WRONG_P1P2, 'GPAmdC §3.11.4', 'no contactless state or priority');
  }
}

function checkGetStatus({ session, p1, p2 }: ModuleHead): void {
  if (p1 !== APPLICATIONS || (p2 & ~NEXT) !== 0) {
    refuse(SW.WRONG_P1P2, 'GPAmdC §3.11.3', 'the registry lists applications');
  }
  if ((p2 & NEXT) === 0 || LISTINGS.of(session).rest.length > 0) return;
  refuse(SW.CONDITIONS, 'GPAmdC §3.11.3.2.2', 'no listing is under way');
}

function namesOf(data: Bytes): readonly Bytes[] {
  const objects = parseTlvs(data);
  const list = isWireError(objects) ? [] : objects;
  if (list.length === 0 || list.some(({ tag }) => tag !== CONTACTLESS_TAG.AID)) {
    return refuse(SW.WRONG_DATA, 'GPAmdC §3.11.4', 'the data field is a row of AIDs');
  }
  return list.map(({ value }) => value);
}

export const registryService: NativeModule = {
  name: 'contactless-registry',
  aid: unhex('F0424946524F4E530601'),
  traits: { multiSelectable: true, framing: 'kernel' },
  start: (context) => new RegistryService(context).code,
};
