/** The packages of a machine: those that are part of it, and those that were loaded. */
import { type Bytes, equal, hex } from '../base/index.ts';
import { type Cell, type Nvm, refuse } from '../os/abi/index.ts';
import type { CapFile } from '../wire/cap/index.ts';
import { SW } from '../wire/index.ts';
import { API, PACKAGE_NUMBER_MIN } from './api/index.ts';
import { type LinkedClass, type LinkedPackage, linkPackage, resolveAll } from './loader/index.ts';
import { parseLoadFile } from './load-file.ts';
import { type PackageRecord, PACKAGES } from './records.ts';
import { verifyPackage } from './verifier/index.ts';

const NO_PACKAGES: readonly PackageRecord[] = [];
const PACKAGE_NUMBER_MAX = 255;

export interface NewPackage {
  readonly number: number;
  /** The object of its static fields. */
  readonly statics: number;
  readonly block: Bytes;
}

export class Packages {
  readonly #memory: () => Nvm;
  readonly #isVerified: boolean;
  readonly #files = new WeakMap<PackageRecord, CapFile>();
  readonly #linked = new Map<number, { record: PackageRecord; linked: LinkedPackage }>();

  /** Those whose imports are being linked. */
  readonly #waiting = new Set<PackageRecord>();

  constructor(memory: () => Nvm, isVerified: boolean) {
    this.#memory = memory;
    this.#isVerified = isVerified;
  }

  get #nvm(): Nvm {
    return this.#memory();
  }

  get #list(): Cell<readonly PackageRecord[]> {
    return this.#nvm.cell('packages', PACKAGES, NO_PACKAGES);
  }

  get records(): readonly PackageRecord[] {
    return this.#list.get();
  }

  /** Keeps a load file, after it was linked and verified: what it imports must be here. */
  add({ number, statics, block }: NewPackage): void {
    const record = { number, statics, length: block.length };
    this.#nvm.region(regionKey(number), block.length).write(0, block);
    this.#list.set([...this.records, record]);
    const linked = this.linkedOf(record);
    if (this.#isVerified) verifyPackage(linked);
    else resolveAll(linked);
  }

  remove(record: PackageRecord): void {
    this.#list.set(this.records.filter((one) => one !== record));
    this.#nvm.drop(regionKey(record.number));
  }

  withAid(aid: Bytes): PackageRecord | undefined {
    return this.records.find((one) => equal(this.fileOf(one).header.package.aid, aid));
  }

  withModule(aid: Bytes): PackageRecord | undefined {
    return this.records.find((one) =>
      this.fileOf(one).applets.some((each) => equal(each.aid, aid)),
    );
  }

  byNumber(number: number): PackageRecord | undefined {
    return this.records.find((one) => one.number === number);
  }

  fileOf(record: PackageRecord): CapFile {
    const known = this.#files.get(record);
    if (known) return known;
    const block = this.#nvm.region(regionKey(record.number), record.length).read(0, record.length);
    const file = parseLoadFile(block);
    this.#files.set(record, file);
    return file;
  }

  /** Linked when first needed; a `Refusal` names an import that is not here. */
  linkedOf(record: PackageRecord): LinkedPackage {
    const known = this.#linked.get(record.number);
    if (known !== undefined && this.#isSame(known.record, record)) return known.linked;
    const file = this.fileOf(record);
    if (this.#waiting.has(record))
      return refuse(SW.CONDITIONS, 'JCVM §4.4', 'packages import each other');
    this.#waiting.add(record);
    try {
      return this.#link(record, file);
    } finally {
      this.#waiting.delete(record);
    }
  }

  #link(record: PackageRecord, file: CapFile): LinkedPackage {
    const others = this.records
      .filter((one) => one !== record && this.#isImported(file, one))
      .map((one) => this.linkedOf(one));
    const linked = linkPackage({ number: record.number, file, known: [...API, ...others] });
    this.#linked.set(record.number, { record, linked });
    return linked;
  }

  classById(id: number): LinkedClass {
    const number = id >> 8;
    if (number < PACKAGE_NUMBER_MIN) return API[number - 1]!.exports[id & 0xff]!.class;
    return this.linkedOf(this.byNumber(number)!).code!.classes[id & 0xff]!;
  }

  /** Names of packages that import this one. */
  importersOf(record: PackageRecord): readonly string[] {
    return this.records
      .filter((one) => one !== record && this.#isImported(this.fileOf(one), record))
      .map((one) => hex(this.fileOf(one).header.package.aid));
  }

  #isImported(by: CapFile, record: PackageRecord): boolean {
    const { aid } = this.fileOf(record).header.package;
    return by.imports.some((one) => equal(one.aid, aid));
  }

  #isSame(one: PackageRecord, other: PackageRecord): boolean {
    const file = this.#files.get(one);
    return one === other || (file !== undefined && file === this.#files.get(other));
  }

  freeNumber(): number {
    for (let number = PACKAGE_NUMBER_MIN; number <= PACKAGE_NUMBER_MAX; number++)
      if (this.byNumber(number) === undefined) return number;
    return refuse(SW.NO_MEMORY, 'JCRE §4.1', 'no number for another package');
  }
}

function regionKey(number: number): string {
  return `package ${number}`;
}
