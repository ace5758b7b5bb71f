/** The files of one UICC: the MF's volume, and one for each ADF. [TS102221 §8] */
import { assert, type Bytes, equal, isWireError } from '../../base/index.ts';
import { derived, type Nvm } from '../../os/abi/index.ts';
import { parseTlv } from '../../wire/index.ts';
import {
  type Condition,
  compactCondition,
  dependsOnEnvironment,
  ENVIRONMENT,
  expandedCondition,
  NEVER,
  type Operation,
  referencedRule,
  TAG_COMPACT,
  TAG_EXPANDED,
  TAG_REFERENCED,
} from './access-rule.ts';
import {
  type FileAttributes,
  type FileEntry,
  isRecordFile,
  recordCount,
  ROOT_ID,
} from './file-entry.ts';
import { Volume } from './volume.ts';

/** A file and where it stands. */
export interface FileRef {
  readonly volume: Volume;
  readonly entry: FileEntry;
}

export const FID_MF = 0x3f00;
/** EF.ARR of the MF, and of any other DF. [TS102221 §13.4] */
export const FID_ARR = { mf: 0x2f06, df: 0x6f06 } as const;
/** The ADF that is active on the channel. [TS102221 §8.3] */
export const FID_CURRENT_ADF = 0x7fff;
export const VOLUMES_MAX = 20;

const MF = 'mf';
const ADF = 'adf-';
/** The volume of the MF. */
export const MF_VOLUME = 0;

/** What operations on a file demand, as long as no file has changed. */
interface KnownConditions {
  readonly version: object;
  readonly byOperation: Map<number, Condition>;
}

export class FileSystem {
  readonly #nvm: Nvm;
  readonly #volumes = new WeakMap<Nvm, Volume>();
  readonly #list: () => readonly Volume[];
  readonly #conditions = new WeakMap<FileEntry, KnownConditions>();

  constructor(nvm: Nvm) {
    this.#nvm = nvm;
    this.#list = derived(
      () => nvm.version,
      () => this.#read(),
    );
    // Damaged memory is found at boot.
    assert(this.#list().length > 0, 'a UICC has an MF');
  }

  /** The MF's first, then the ADFs' in order of creation. */
  get volumes(): readonly Volume[] {
    return this.#list();
  }

  get mf(): FileRef {
    const volume = this.volumes[MF_VOLUME]!;
    return { volume, entry: volume.root };
  }

  volume(number: number): Volume | undefined {
    return this.volumes.find((one) => one.number === number);
  }

  /** The ADFs. */
  get applications(): readonly Volume[] {
    return this.volumes.filter(({ number }) => number !== MF_VOLUME);
  }

  application(name: Bytes): Volume | undefined {
    return this.applications.find(({ root }) => equal(root.name, name));
  }

  /** A new ADF, with a part of memory of its own. */
  addApplication(attributes: FileAttributes): FileRef {
    const number = Math.max(...this.volumes.map((one) => one.number)) + 1;
    const volume = this.#open(number, this.#nvm.part(`${ADF}${number}`));
    return { volume, entry: volume.create(attributes, ROOT_ID) };
  }

  removeApplication({ number }: Volume): void {
    assert(number !== MF_VOLUME, 'the MF stays');
    this.#nvm.drop(`${ADF}${number}`);
  }

  /** The DF that holds a file; the MF for an ADF, and itself for the MF. */
  parent({ volume, entry }: FileRef): FileRef {
    if (entry.id === ROOT_ID) return this.mf;
    return { volume, entry: volume.entry(entry.parent)! };
  }

  /** Whether the DF that is given is the file itself or above it. */
  isWithin(file: FileRef, directory: FileRef): boolean {
    for (let one = file; ; one = this.parent(one)) {
      if (one.volume === directory.volume && one.entry.id === directory.entry.id) return true;
      if (one.entry.id === ROOT_ID && one.volume.number === MF_VOLUME) return false;
    }
  }

  child({ volume, entry }: FileRef, fid: number): FileRef | undefined {
    for (const one of volume.files) {
      if (one.fid === fid && one.parent === entry.id && one.id !== ROOT_ID) {
        return { volume, entry: one };
      }
    }
    return undefined;
  }

  /** The EF of a DF with a short file identifier. */
  bySfi({ volume, entry }: FileRef, sfi: number): FileRef | undefined {
    for (const one of volume.files) {
      if (one.sfi === sfi && one.parent === entry.id && one.kind !== 'df') {
        return { volume, entry: one };
      }
    }
    return undefined;
  }

  /** The file whose content a file shows: itself, unless it is linked. */
  body(file: FileRef): FileRef | undefined {
    const { link } = file.entry;
    if (link === undefined) return file;
    const volume = this.volume(link.volume);
    const entry = volume?.entry(link.id);
    return volume === undefined || entry === undefined ? undefined : { volume, entry };
  }

  /**
   * What an operation on a file demands; kept until a file changes. The security environment is
   * called for where the file's rule depends on it. [TS102221 §9.2]
   */
  condition(file: FileRef, operation: Operation, environmentOf: () => number): Condition {
    const { version } = this.#nvm;
    const depends = dependsOnEnvironment(file.entry.rules);
    const environment = depends ? environmentOf() : ENVIRONMENT.PIN_ENABLED;
    const key = (environment << 16) | (operation.bit << 8) | operation.ins;
    let known = this.#conditions.get(file.entry);
    if (known?.version !== version) {
      known = { version, byOperation: new Map() };
      this.#conditions.set(file.entry, known);
    }
    let condition = known.byOperation.get(key);
    if (condition === undefined) {
      condition = this.#conditionOf(file, operation, environment);
      known.byOperation.set(key, condition);
    }
    return condition;
  }

  #conditionOf(file: FileRef, operation: Operation, environment: number): Condition {
    const object = parseTlv(file.entry.rules);
    if (isWireError(object)) return NEVER;
    const { tag, value } = object;
    if (tag === TAG_COMPACT) return compactCondition(value, operation);
    if (tag === TAG_EXPANDED) return expandedCondition(value, operation);
    if (tag !== TAG_REFERENCED) return NEVER;
    const rule = referencedRule(value, environment);
    const record = rule && this.#ruleRecord(file, rule);
    return record === undefined ? NEVER : expandedCondition(record, operation);
  }

  /** EF.ARR is looked for in the file's DF and upwards; for a DF, at last in itself. */
  #ruleRecord(
    file: FileRef,
    { fid, record }: { readonly fid: number; readonly record: number },
  ): Bytes | undefined {
    const places: FileRef[] = [];
    for (let at = this.parent(file); ; at = this.parent(at)) {
      places.push(at);
      if (at.volume.number === MF_VOLUME && at.entry.id === ROOT_ID) break;
    }
    if (file.entry.kind === 'df') places.push(file);
    const found = places.map((one) => this.child(one, fid)).find((one) => one !== undefined);
    const body = found && this.body(found);
    if (body === undefined || !isRecordFile(body.entry)) return undefined;
    if (record < 1 || record > recordCount(body.entry)) return undefined;
    return body.volume.record(body.entry, record);
  }

  #read(): readonly Volume[] {
    const numbers = this.#nvm
      .parts()
      .filter((name) => name.startsWith(ADF))
      .map((name) => Number(name.slice(ADF.length)))
      .toSorted((a, b) => a - b);
    return [
      this.#open(MF_VOLUME, this.#nvm.part(MF)),
      ...numbers.map((number) => this.#open(number, this.#nvm.part(`${ADF}${number}`))),
    ];
  }

  #open(number: number, nvm: Nvm): Volume {
    let volume = this.#volumes.get(nvm);
    if (volume === undefined) {
      volume = new Volume(number, nvm);
      this.#volumes.set(nvm, volume);
    }
    return volume;
  }
}

/** Whether a part of memory holds files. */
export function holdsFiles(nvm: Nvm): boolean {
  return nvm.has(MF);
}
