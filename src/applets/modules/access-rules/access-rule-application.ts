/**
 * The access rule application master (ARA-M): the rules of a secure element, which the operating
 * system of a device reads and applies. Its issuer stores and deletes them by STORE DATA through
 * the security domain; with parameter 80 01 01 in C9 the application takes STORE DATA from any
 * client too, as test cards do. [SEAC §4.2] [SEAC §5.1]
 */
import {
  type Bytes,
  concat,
  EMPTY,
  equal,
  Fault,
  isWireError,
  unhex,
} from '../../../base/index.ts';
import type { ApplicationCode } from '../../../gp/index.ts';
import {
  type Command,
  ramSlot,
  refuse,
  type Response,
  type Session,
} from '../../../os/abi/index.ts';
import {
  ACCESS_TAG,
  type AccessRule,
  decideAccess,
  emitAccess,
  emitTlv,
  findTlv,
  parseAccessReference,
  parseAccessRule,
  parseTlvs,
  SW,
  type Tlv,
} from '../../../wire/index.ts';
import { answer, DONE, type ModuleHead, proprietary } from '../../command-table.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { NativeModule } from '../../module.ts';
import { BYTE, BYTES } from '../../stored-values.ts';

const INS = { GET_DATA: 0xca, STORE_DATA: 0xe2 } as const;
/** Data objects of STORE DATA. [SEAC §5.1] */
const STORE = { RULE: 0xf0, DELETE: 0xf1, REFRESH: 0xf2 } as const;
/** P1 and P2 of STORE DATA: the last block, BER-TLV. */
const STORE_P1P2 = 0x9000;
const REFRESH_LENGTH = 8;
const RULES_MAX = 8_192;
const ANSWER_MAX = 256;
const HEADER_LENGTH = 5;
const OPEN_PARAMETER = unhex('800101');
const CONFIG = { REQUEST: 0xe4, ANSWER: 0xe5, VERSION: 0xe6 } as const;
/** Version of the interface to the device. [SEAC §6 table 6-12] */
const VERSION = unhex('010100');

/** Objects of GET DATA that a request comes for; the others have none. [SEAC §4.2.1 table 4-2] */
const WITH_DATA: readonly number[] = [ACCESS_TAG.SPECIFIC, ACCESS_TAG.CONFIG];
const WITHOUT_DATA: readonly number[] = [ACCESS_TAG.REFRESH, ACCESS_TAG.ALL, ACCESS_TAG.NEXT];

/** What of GET DATA is still to come. */
const ANSWERS = ramSlot<Session, { rest: Bytes }>(() => ({ rest: EMPTY }));

class AccessRuleApplication extends ModuleApplication {
  protected get parts(): ModuleParts {
    return {
      commands: [
        proprietary(
          {
            name: 'GET DATA',
            ins: INS.GET_DATA,
            clause: 'SEAC §4.2.1',
            direction: (head) => (WITH_DATA.includes(tagOf(head)) ? 'in' : 'out'),
            check: checkObject,
          },
          (command) => this.#getData(command),
        ),
        proprietary(
          {
            name: 'STORE DATA',
            ins: INS.STORE_DATA,
            clause: 'SEAC §5.1',
            direction: 'in',
            check: (head) => this.#checkOpen(head),
          },
          (command) => this.#storeOpenly(command),
        ),
      ],
      state: ANSWERS,
    };
  }

  override get code(): ApplicationCode {
    return {
      ...super.code,
      processData: (store) => {
        const [p1 = 0, p2 = 0] = [store[2], store[3]];
        checkStore({ p1, p2 });
        this.#store(store.subarray(HEADER_LENGTH));
        return EMPTY;
      },
    };
  }

  install(parameters: Bytes): void {
    const isOpen = equal(parameters, OPEN_PARAMETER);
    if (parameters.length > 0 && !isOpen) {
      refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.7', 'no parameter, or 80 01 01');
    }
    if (isOpen) this.#open.set(1);
    this.#renewTag();
  }

  #getData(command: Command): Response {
    const { session, data, le = 0 } = command;
    const tag = tagOf(command);
    const state = ANSWERS.of(session);
    if (tag === ACCESS_TAG.SPECIFIC) return answer(this.#specific(data));
    if (tag === ACCESS_TAG.CONFIG) return answer(config(data));
    if (tag === ACCESS_TAG.REFRESH) return answer(emitTlv(tag, this.#tag.get()));
    if (tag === ACCESS_TAG.ALL) state.rest = emitTlv(tag, this.#rules.get());
    else if (state.rest.length === 0) {
      refuse(SW.REFERENCED_DATA_NOT_FOUND, 'SEAC §4.2.1', 'nothing is left to read');
    }
    const length = le === 0 ? ANSWER_MAX : Math.min(le, ANSWER_MAX);
    const part = state.rest.slice(0, length);
    state.rest = state.rest.slice(length);
    return answer(part);
  }

  /** What the rules allow for one reference; empty where none concerns it. [SEAC §4.2.3] */
  #specific(data: Bytes): Bytes {
    const objects = parseTlvs(data);
    const value = isWireError(objects) ? undefined : findTlv(objects, ACCESS_TAG.REFERENCE);
    const reference = value && parseAccessReference(value);
    if (reference === undefined || isWireError(reference)) {
      return refuse(SW.WRONG_DATA, 'SEAC §4.2.3', 'the data field is a reference E1');
    }
    const { aid, hash } = reference;
    const hashes = hash.length === 0 ? [] : [hash];
    const decision = decideAccess(
      this.#parsed().map(({ rule }) => rule),
      { aid, hashes },
    );
    return emitTlv(ACCESS_TAG.SPECIFIC, decision === undefined ? EMPTY : emitAccess(decision));
  }

  #checkOpen(head: ModuleHead): void {
    if (this.#open.get() === 0) {
      refuse(SW.SECURITY_STATUS, 'SEAC §5.1', 'rules come through the security domain');
    }
    checkStore(head);
  }

  #storeOpenly({ data }: Command): Response {
    this.#store(data);
    return DONE;
  }

  #store(data: Bytes): void {
    const objects = parseTlvs(data);
    const [one, ...others] = isWireError(objects) ? [] : objects;
    if (one === undefined || others.length > 0) broken('the data field is one data object');
    if (one.tag === STORE.RULE) this.#add(inside(one.value));
    else if (one.tag === STORE.DELETE) this.#delete(inside(one.value));
    else if (one.tag !== STORE.REFRESH || one.value.length > 0) broken('F0, F1 or F2');
    this.#renewTag();
  }

  /** One rule; the same one again is there once. [SEAC §5.1 table 5-2] */
  #add(list: readonly Tlv[]): void {
    const [one, ...others] = list;
    if (one?.tag !== ACCESS_TAG.RULE || others.length > 0) broken('F0 holds one rule E2');
    const rule = parseAccessRule(one.value);
    if (isWireError(rule)) broken(`a rule: expected ${rule.expected}`);
    const object = emitTlv(ACCESS_TAG.RULE, one.value);
    const before = this.#parsed().filter((known) => !equal(known.object, object));
    this.#write([...before.map((known) => known.object), object]);
  }

  /** By AID, by reference, one rule, or all. [SEAC §5.1 table 5-4] */
  #delete(list: readonly Tlv[]): void {
    const [one, ...others] = list;
    if (others.length > 0) broken('F1 names one thing');
    const known = this.#parsed();
    const isNamed = one === undefined ? () => true : selectorOf(one);
    const left = known.filter((each) => !isNamed(each));
    if (one !== undefined && left.length === known.length) {
      refuse(SW.REFERENCED_DATA_NOT_FOUND, 'SEAC §5.1', 'no such rule');
    }
    this.#write(left.map(({ object }) => object));
  }

  #write(objects: readonly Bytes[]): void {
    const rules = concat(...objects);
    if (rules.length > RULES_MAX) {
      refuse(SW.NO_MEMORY, 'SEAC §5.1', `more than ${RULES_MAX} bytes of rules`);
    }
    this.#rules.set(rules);
  }

  #parsed(): readonly StoredRule[] {
    const list = parseTlvs(this.#rules.get());
    return isWireError(list) ? [] : list.map(storedRule);
  }

  /** Another one after each change, so that a device reads the rules again. [SEAC §4.2.1] */
  #renewTag(): void {
    this.#tag.set(this.context.rng.bytes(REFRESH_LENGTH));
  }

  get #rules() {
    return this.context.nvm.cell('rules', BYTES, EMPTY);
  }

  get #tag() {
    return this.context.nvm.cell('refresh', BYTES, new Uint8Array(REFRESH_LENGTH));
  }

  get #open() {
    return this.context.nvm.cell('open', BYTE, 0);
  }
}

function tagOf({ p1, p2 }: Pick<Command, 'p1' | 'p2'>): number {
  return p1 * 256 + p2;
}

function checkObject(head: ModuleHead): void {
  const tag = tagOf(head);
  if (WITH_DATA.includes(tag) || WITHOUT_DATA.includes(tag)) return;
  refuse(SW.WRONG_P1P2, 'SEAC §4.2.1', 'no such object of access rules');
}

function checkStore(head: Pick<Command, 'p1' | 'p2'>): void {
  if (tagOf(head) === STORE_P1P2) return;
  refuse(SW.WRONG_P1P2, 'SEAC §5.1', 'one last block of data objects');
}

interface StoredRule {
  readonly object: Bytes;
  readonly rule: AccessRule;
}

function storedRule({ tag, value }: Tlv): StoredRule {
  const rule = parseAccessRule(value);
  if (isWireError(rule)) throw new Fault('a stored access rule is broken');
  return { object: emitTlv(tag, value), rule };
}

function selectorOf({ tag, value }: Tlv): (one: StoredRule) => boolean {
  if (tag === ACCESS_TAG.AID) return ({ rule: { aid } }) => aid !== 'default' && equal(aid, value);
  if (tag === ACCESS_TAG.DEFAULT && value.length === 0) return ({ rule }) => rule.aid === 'default';
  if (tag === ACCESS_TAG.REFERENCE) {
    const reference = parseAccessReference(value);
    if (isWireError(reference)) broken(`a reference: expected ${reference.expected}`);
    const { aid, hash } = reference;
    return ({ rule }) =>
      equal(rule.hash, hash) &&
      (aid === 'default' || rule.aid === 'default' ? aid === rule.aid : equal(aid, rule.aid));
  }
  if (tag !== ACCESS_TAG.RULE) broken('4F, C0, E1 or E2');
  const object = emitTlv(tag, value);
  return (one) => equal(one.object, object);
}

function inside(template: Bytes): readonly Tlv[] {
  const list = parseTlvs(template);
  return isWireError(list) ? broken('a data object is cut') : list;
}

/** Both sides say their version of the interface. [SEAC §4.2.1 table 4-5] */
function config(data: Bytes): Bytes {
  const objects = parseTlvs(data);
  if (isWireError(objects) || findTlv(objects, CONFIG.REQUEST) === undefined) {
    broken('the data field is the configuration E4 of the device');
  }
  return emitTlv(ACCESS_TAG.CONFIG, emitTlv(CONFIG.ANSWER, emitTlv(CONFIG.VERSION, VERSION)));
}

function broken(why: string): never {
  refuse(SW.WRONG_DATA, 'SEAC §6', why);
}

export const accessRuleApplication: NativeModule = {
  name: 'access-rules',
  aid: unhex('F0424946524F4E530701'),
  traits: { multiSelectable: true, framing: 'kernel' },
  install: (context, parameters) => new AccessRuleApplication(context).install(parameters),
  start: (context) => new AccessRuleApplication(context).code,
};
