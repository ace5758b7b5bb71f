/**
 * What a payment application is personalized with, as data groupings.
 *
 * | grouping | value |
 * |---|---|
 * | 9102 | the proprietary template of the answer to SELECT: label, priority, PDOL |
 * | 9104 | application interchange profile (82) and file locator (94) |
 * | 0101 to 1EFF | a record: file and record number; the value is its template 70 |
 * | 8000 | the master key for cryptograms: 16 bytes, only encrypted |
 * | 9200 | index of the key derivation, one byte |
 *
 * The last STORE DATA closes it: then all of these are there, and both lists of a cryptogram's data
 * name what it is made from. [EMVCPS §2.2] [GPCS §7.3.2]
 */
import { type Bytes, EMPTY, isWireError, Secret } from '../../../base/index.ts';
import { type Nvm, refuse } from '../../../os/abi/index.ts';
import { findTlv, parseTlvs, SW } from '../../../wire/index.ts';
import { exactly, type Grouping, unknownGrouping } from '../../personalization.ts';
import { BYTES, SECRET } from '../../stored-values.ts';
import { findDeep, isOne, type ListedObject, parseObjectList } from './data-object-list.ts';

const CLAUSE = 'EMVCPS §2.2';
const GROUPING = { CONTROL: 0x9102, PROCESSING: 0x9104, KEY: 0x8000, DERIVATION: 0x9200 } as const;
const FILE_MAX = 30;
const KEY_LENGTH = 16;

export const TAG = {
  RECORD: 0x70,
  PROFILE: 0x82,
  LOCATOR: 0x94,
  PROCESSING_LIST: 0x9f38,
  FIRST_LIST: 0x8c,
  SECOND_LIST: 0x8d,
} as const;

/** What a cryptogram is made from, in its order, as the terminal sends it. [EMVB2 §8.1.1] */
export const SIGNED: readonly ListedObject[] = [
  { tag: 0x9f02, length: 6 },
  { tag: 0x9f03, length: 6 },
  { tag: 0x9f1a, length: 2 },
  { tag: 0x95, length: 5 },
  { tag: 0x5f2a, length: 2 },
  { tag: 0x9a, length: 3 },
  { tag: 0x9c, length: 1 },
  { tag: 0x9f37, length: 4 },
];

export class CardData {
  readonly #nvm: Nvm;

  constructor(nvm: Nvm) {
    this.#nvm = nvm;
  }

  /** The proprietary template of the answer to SELECT. */
  get control(): Bytes {
    return this.#bytes('control').get();
  }

  get profile(): Bytes {
    return this.#object('processing', TAG.PROFILE);
  }

  get locator(): Bytes {
    return this.#object('processing', TAG.LOCATOR);
  }

  /** What GET PROCESSING OPTIONS is to bring. */
  get processingList(): readonly ListedObject[] {
    return parseObjectList(this.#object('control', TAG.PROCESSING_LIST)) ?? [];
  }

  /** What GENERATE AC is to bring, the first or the second time. */
  cryptogramList(which: 'first' | 'second'): readonly ListedObject[] {
    return parseObjectList(this.#bytes(which).get()) ?? [];
  }

  get masterKey(): Bytes {
    return this.#key.get().reveal();
  }

  get derivation(): Bytes {
    return this.#bytes('derivation').get();
  }

  record(file: number, number: number): Bytes {
    return this.#bytes(recordKey(file, number)).get();
  }

  store(one: Grouping): void {
    const { tag, value } = one;
    const file = tag >> 8;
    if (tag === GROUPING.CONTROL) this.#storeObjects('control', value, []);
    else if (tag === GROUPING.PROCESSING) {
      this.#storeObjects('processing', value, [TAG.PROFILE, TAG.LOCATOR]);
    } else if (tag === GROUPING.KEY) this.#key.set(new Secret(exactly(KEY_LENGTH, one)));
    else if (tag === GROUPING.DERIVATION) this.#bytes('derivation').set(exactly(1, one));
    else if (file >= 1 && file <= FILE_MAX && (tag & 0xff) > 0) this.#storeRecord(one);
    else unknownGrouping(one);
  }

  #storeObjects(key: string, value: Bytes, needed: readonly number[]): void {
    const objects = parseTlvs(value);
    if (isWireError(objects) || needed.some((tag) => findTlv(objects, tag) === undefined)) {
      refuse(SW.WRONG_DATA, CLAUSE, `the ${key} data are no data objects, or lack one`);
    }
    this.#bytes(key).set(value);
  }

  /** Lists of a cryptogram's data are kept for themselves too: GENERATE AC needs them at once. */
  #storeRecord({ tag, value }: Grouping): void {
    if (!isOne(value, TAG.RECORD)) refuse(SW.WRONG_DATA, CLAUSE, 'a record is one template 70');
    this.#bytes(recordKey(tag >> 8, tag & 0xff)).set(value);
    const lists = { first: TAG.FIRST_LIST, second: TAG.SECOND_LIST };
    for (const [which, listTag] of Object.entries(lists)) {
      const list = findDeep(value, listTag);
      if (list !== undefined) this.#bytes(which).set(Uint8Array.from(list));
    }
  }

  /** Why it cannot be used, if something is missing. */
  get missing(): string | undefined {
    if (this.control.length === 0) return 'grouping 9102';
    if (this.profile.length !== 2) return 'a profile of two bytes in grouping 9104';
    if (this.locator.length === 0 || this.locator.length % 4 !== 0) {
      return 'a file locator of four-byte entries in grouping 9104';
    }
    if (this.masterKey.length === 0) return 'the master key, grouping 8000';
    if (this.derivation.length === 0) return 'grouping 9200';
    const isComplete = (which: 'first' | 'second'): boolean => {
      const list = this.cryptogramList(which);
      return SIGNED.every((one) =>
        list.some(({ tag, length }) => tag === one.tag && length === one.length),
      );
    };
    if (!isComplete('first')) return 'data of the first cryptogram in list 8C';
    return isComplete('second') ? undefined : 'data of the second cryptogram in list 8D';
  }

  #object(key: string, tag: number): Bytes {
    const objects = parseTlvs(this.#bytes(key).get());
    return isWireError(objects) ? EMPTY : (findTlv(objects, tag) ?? EMPTY);
  }

  #bytes(key: string) {
    return this.#nvm.cell(key, BYTES, EMPTY);
  }

  get #key() {
    return this.#nvm.cell('key', SECRET, new Secret(EMPTY));
  }
}

function recordKey(file: number, number: number): string {
  return `record-${file}-${number}`;
}
