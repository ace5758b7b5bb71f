/**
 * One volume: the MF with the DFs below it, or one ADF. A cell holds the table of its files, and
 * one region their content: a record for each short file would cost several times its length.
 */
import { assert, type Bytes, EMPTY } from '../../base/index.ts';
import {
  type Cell,
  derived,
  firstFit,
  lengthFor,
  type Nvm,
  type Region,
} from '../../os/abi/index.ts';
import {
  type FileAttributes,
  type FileEntry,
  fileEntry,
  recordCount,
  ROOT_ID,
} from './file-entry.ts';
import { type FileTable, fileTableCodec, NO_FILES, SharedTexts } from './file-table.ts';
import { filled } from './fill.ts';

/** Files of a volume; numbers are two bytes, and are never given again. */
export const FILES_MAX = 1_024;
export const FILE_NUMBER_MAX = 0xfffe;

export class Volume {
  /** 0 is the MF's; an ADF's are above. */
  readonly number: number;
  readonly nvm: Nvm;
  readonly #table: Cell<FileTable>;
  readonly #bodies: Region;
  readonly #byId: () => ReadonlyMap<number, FileEntry>;

  constructor(number: number, nvm: Nvm) {
    this.number = number;
    this.nvm = nvm;
    this.#table = nvm.cell('files', fileTableCodec, NO_FILES);
    this.#bodies = nvm.region('bodies', lengthFor(this.#table.get().files));
    this.#byId = derived(
      () => this.#table.get(),
      ({ files }) => new Map(files.map((one) => [one.id, one])),
    );
    assert(this.#isSound(), `the files of volume ${number} overlap or have no DF`);
  }

  /** In order of creation. */
  get files(): readonly FileEntry[] {
    return this.#table.get().files;
  }

  /** The MF or the ADF itself. */
  get root(): FileEntry {
    const root = this.entry(ROOT_ID);
    assert(root, `volume ${this.number} has a DF of its own`);
    return root;
  }

  entry(id: number): FileEntry | undefined {
    return this.#byId().get(id);
  }

  children(parent: number): readonly FileEntry[] {
    return this.files.filter((one) => one.parent === parent && one.id !== ROOT_ID);
  }

  read(entry: FileEntry, offset: number, length: number): Bytes {
    assert(offset + length <= entry.length, 'only a file’s own bytes are read');
    return length === 0 ? EMPTY : this.#bodies.read(entry.offset + offset, length);
  }

  write(entry: FileEntry, offset: number, content: Bytes): void {
    assert(offset + content.length <= entry.length, 'only a file’s own bytes are written');
    if (content.length > 0) this.#bodies.write(entry.offset + offset, content);
  }

  /** Creates a file in a DF; the first one is the volume's own DF. Throws `Refusal` 6A84. */
  create(attributes: FileAttributes, parent: number, content = filled(attributes)): FileEntry {
    const { next, files } = this.#table.get();
    const offset = firstFit(files, attributes.length);
    const entry = fileEntry(attributes, { id: next, parent, offset });
    this.#keep({ next: next + 1, files: [...files, entry] });
    this.write(entry, 0, content);
    return entry;
  }

  /** Creates the files of an empty volume, numbered in order from 0. Throws `Refusal` 6A84. */
  createAll(
    all: readonly {
      readonly attributes: FileAttributes;
      readonly parent: number;
      readonly content: Bytes;
    }[],
  ): void {
    assert(this.files.length === 0, 'the volume is empty');
    let offset = 0;
    const texts = new SharedTexts();
    const files = all.map(({ attributes, parent }, id) => {
      const entry = fileEntry(attributes, { id, parent, offset }, texts);
      offset += attributes.length;
      return entry;
    });
    this.#keep({ next: files.length, files });
    const bodies = new Uint8Array(offset);
    all.forEach(({ content }, id) => bodies.set(content, files[id]!.offset));
    if (offset > 0) this.#bodies.write(0, bodies);
  }

  get isFull(): boolean {
    const { next, files } = this.#table.get();
    return files.length >= FILES_MAX || next >= FILE_NUMBER_MAX;
  }

  /** Replaces what is known of a file, its place and length excepted. */
  update(id: number, changes: Partial<Omit<FileAttributes, 'length' | 'recordLength'>>): FileEntry {
    return this.#replace({ ...this.#known(id), ...changes });
  }

  /** Gives a file another length, and this content. */
  resize(id: number, content: Bytes, sizeMax = 0): FileEntry {
    const before = this.#known(id);
    const others = this.files.filter((one) => one.id !== id);
    const { length } = content;
    const fits = length <= before.length;
    const offset = fits ? before.offset : firstFit(others, length);
    const entry = this.#replace({ ...before, length, offset, sizeMax });
    this.write(entry, 0, content);
    return entry;
  }

  /** Removes a file, and a DF with all that it holds. */
  remove(id: number): void {
    const { next, files } = this.#table.get();
    const gone = new Set([id]);
    // A DF comes before what it holds.
    for (const one of files) if (gone.has(one.parent)) gone.add(one.id);
    this.#keep({ next, files: files.filter((one) => !gone.has(one.id)) });
  }

  record(entry: FileEntry, number: number): Bytes {
    const { recordLength } = entry;
    assert(number >= 1 && number <= recordCount(entry), 'a record that the file has');
    return this.read(entry, (number - 1) * recordLength, recordLength);
  }

  #known(id: number): FileEntry {
    const entry = this.entry(id);
    assert(entry, `file ${id} is in volume ${this.number}`);
    return entry;
  }

  #replace(entry: FileEntry): FileEntry {
    const { next, files } = this.#table.get();
    this.#keep({ next, files: files.map((one) => (one.id === entry.id ? entry : one)) });
    return entry;
  }

  /** The region is as long as its last file ends. */
  #keep(table: FileTable): void {
    this.#table.set(table);
    const length = lengthFor(table.files);
    if (length !== this.#bodies.length) this.#bodies.resize(length);
  }

  /** A table that memory gives back: each file in a DF before it, and no two on one place. */
  #isSound(): boolean {
    const seen = new Set<number>();
    for (const { id, parent, kind } of this.files) {
      if (seen.has(id) || (id !== ROOT_ID && !seen.has(parent))) return false;
      if (id === ROOT_ID && kind !== 'df') return false;
      seen.add(id);
    }
    const placed = this.files
      .filter((one) => one.length > 0)
      .toSorted((a, b) => a.offset - b.offset);
    return placed.every((one, at) => {
      const before = placed[at - 1];
      return before === undefined || before.offset + before.length <= one.offset;
    });
  }
}
