/** Files while a package is being read: content grows, and DFs get files. */
import { assert, type Bytes, bytes, EMPTY } from '../../base/index.ts';
import { parseTlv } from '../../wire/index.ts';
import { isWireError } from '../../base/index.ts';
import type { PlannedFile, RuleReference } from './plan.ts';
import { FID_ARR, FID_MF } from '../../uicc/index.ts';

type Facts = Omit<PlannedFile, 'content' | 'files' | 'link' | 'rule'> & {
  readonly link: FileDraft | undefined;
};

export class FileDraft {
  readonly facts: Facts;
  readonly parent: FileDraft | undefined;
  readonly files: FileDraft[] = [];
  #content: Bytes;
  #rule: { readonly fid: number | undefined; readonly record: number };

  constructor(
    facts: Facts,
    place: {
      readonly parent: FileDraft | undefined;
      readonly rule: { readonly fid: number | undefined; readonly record: number };
      readonly content: Bytes;
    },
  ) {
    this.facts = facts;
    this.parent = place.parent;
    this.#rule = place.rule;
    this.#content = place.content;
  }

  get content(): Bytes {
    return this.#content;
  }

  get isMf(): boolean {
    return this.facts.fid === FID_MF && this.parent === undefined;
  }

  /** An ADF stands below no DF. */
  get isAdf(): boolean {
    return this.parent === undefined && !this.isMf;
  }

  /** Without a file identifier, the EF.ARR that follows from where the file stands. */
  get rule(): RuleReference {
    const { fid, record } = this.#rule;
    const atMf = this.parent === undefined || this.parent.isMf;
    return { fid: fid ?? (atMf ? FID_ARR.mf : FID_ARR.df), record };
  }

  child(fid: number): FileDraft | undefined {
    return this.files.find((one) => one.facts.fid === fid);
  }

  /** Writes content; false where it does not fit. */
  fill(offset: number, content: Bytes): boolean {
    const { kind, link, sizeMax } = this.facts;
    if (link !== undefined || kind === 'df') return content.length === 0;
    if (kind === 'ber-tlv') return this.#append(content, sizeMax);
    if (offset + content.length > this.#content.length) return false;
    this.#content.set(content, offset);
    return true;
  }

  /** Objects stand one after another. */
  #append(objects: Bytes, sizeMax: number): boolean {
    const all = new Uint8Array(this.#content.length + objects.length);
    all.set(this.#content);
    all.set(objects, this.#content.length);
    if (sizeMax > 0 && all.length > sizeMax) return false;
    this.#content = all;
    return true;
  }

  plan(known = new Map<FileDraft, PlannedFile>()): PlannedFile {
    const done = known.get(this);
    if (done !== undefined) return done;
    const { facts } = this;
    const files: PlannedFile[] = [];
    // Field by field: a package has hundreds of files, and a spread costs several times as much.
    const planned: PlannedFile = {
      name: facts.name,
      identification: facts.identification,
      fid: facts.fid,
      kind: facts.kind,
      shareable: facts.shareable,
      sfi: facts.sfi,
      lifeCycle: facts.lifeCycle,
      dfName: facts.dfName,
      rule: this.rule,
      special: facts.special,
      pattern: facts.pattern,
      keys: facts.keys,
      recordLength: facts.recordLength,
      length: facts.length,
      sizeMax: facts.sizeMax,
      link: facts.link?.plan(known),
      content: facts.link === undefined ? this.#content : EMPTY,
      files,
    };
    known.set(this, planned);
    for (const one of this.files) files.push(one.plan(known));
    return planned;
  }
}

/** Whether bytes are whole BER-TLV objects. */
export function areObjects(content: Bytes): boolean {
  for (let at = 0; at < content.length;) {
    const one = parseTlv(content, at);
    if (isWireError(one)) return false;
    at = one.next;
  }
  return true;
}

/** A path of file identifiers. */
export function fidsOf(path: Bytes): readonly number[] {
  assert(path.length % 2 === 0, 'a path has whole file identifiers');
  return Array.from(
    { length: path.length / 2 },
    (_, at) => path[2 * at]! * 256 + path[2 * at + 1]!,
  );
}

/** The object of a pattern, as TS 102 222 has it. */
export function patternObject(tag: number, pattern: Bytes): Bytes {
  const object = new Uint8Array(2 + pattern.length);
  object.set(bytes(tag, pattern.length));
  object.set(pattern, 2);
  return object;
}
