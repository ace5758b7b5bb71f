/**
 * An NFC Forum Type 4 tag: a capability container, and an NDEF file that readers read and write
 * where its access conditions let them. Its issuer writes the message by STORE DATA whatever the
 * conditions say: data grouping E104 is the message. [NFCT4T §5]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  readBigEndian,
  unhex,
} from '../../../base/index.ts';
import {
  type Codec,
  type Command,
  ramSlot,
  refuse,
  type Response,
  type Session,
} from '../../../os/abi/index.ts';
import { emitTlv, findTlv, SW } from '../../../wire/index.ts';
import { DONE, interIndustry, type ModuleHead } from '../../command-table.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { NativeModule } from '../../module.ts';
import { type Grouping, unknownGrouping } from '../../personalization.ts';
import { checkOddHead, offsetInHeader, offsetObject, TAG_DATA } from './binary-range.ts';
import {
  emitCapabilityContainer,
  FILE_CAPABILITIES,
  FILE_NDEF,
  lengthField,
  READ_MAX,
  type TagLayout,
} from './capability-container.ts';
import { parseTagParameters } from './parameters.ts';

const INS = { SELECT: 0xa4, READ: 0xb0, READ_ODD: 0xb1, UPDATE: 0xd6, UPDATE_ODD: 0xd7 } as const;
/** SELECT of a file by its identifier, first or only, without control information. */
const SELECT_P1P2 = 0x000c;
/** Control information that readers of mapping 1.0 expect; this tag returns none. */
const SELECT_P1P2_FIRST = 0x0000;
const FREE = 0x00;
const SHORT_LE_MAX = 256;

const LAYOUT: Codec<TagLayout> = {
  emit: ({ version, size, readAccess, writeAccess }) =>
    concat(bytes(version), bigEndian(size, 4), bytes(readAccess, writeAccess)),
  parse: (stored) => ({
    version: stored[0]!,
    size: readBigEndian(stored.subarray(1, 5)),
    readAccess: stored[5]!,
    writeAccess: stored[6]!,
  }),
};

const DEFAULT = parseTagParameters(EMPTY);
const LAYOUT_KEY = 'layout';
const FILE_KEY = 'ndef';

/** The file that a session has selected. */
const CURRENT = ramSlot<Session, { file: number | undefined }>(() => ({ file: undefined }));

class NfcTag extends ModuleApplication {
  protected get parts(): ModuleParts {
    const read = { name: 'READ BINARY', clause: 'NFCT4T §5.4.4' };
    const update = { name: 'UPDATE BINARY', clause: 'NFCT4T §5.4.5', direction: 'in' } as const;
    return {
      commands: [
        interIndustry(
          {
            name: 'SELECT',
            ins: INS.SELECT,
            clause: 'NFCT4T §5.4.2',
            direction: 'in',
            check: checkSelect,
          },
          (one) => this.#select(one),
        ),
        interIndustry({ ...read, ins: INS.READ, direction: 'out' }, (one) => this.#read(one)),
        interIndustry(
          { ...read, ins: INS.READ_ODD, direction: 'in', check: (head) => this.#checkRead(head) },
          (one) => this.#readObject(one),
        ),
        interIndustry(
          { ...update, ins: INS.UPDATE, check: (head) => this.#checkUpdate(head) },
          (one) => this.#update(one),
        ),
        interIndustry(
          { ...update, ins: INS.UPDATE_ODD, check: (head) => this.#checkUpdateOdd(head) },
          (one) => this.#updateObject(one),
        ),
      ],
      state: CURRENT,
      personalize: ({ groupings }) => groupings.forEach((one) => this.#store(one)),
    };
  }

  get #layout(): TagLayout {
    return this.context.nvm.cell(LAYOUT_KEY, LAYOUT, DEFAULT.layout).get();
  }

  get #file() {
    return this.context.nvm.region(FILE_KEY, this.#layout.size);
  }

  #select({ session, data }: Command): Response {
    const file = readBigEndian(data);
    if (file !== FILE_CAPABILITIES && file !== FILE_NDEF) {
      refuse(SW.NOT_FOUND, 'NFCT4T §5.4.2', 'the tag has no such file');
    }
    CURRENT.of(session).file = file;
    return DONE;
  }

  #read(one: Command): Response {
    return this.#readAt(one, offsetInHeader(one), 0);
  }

  #readObject(one: Command): Response {
    const { offset } = offsetObject(one.data);
    // The header of the data object counts in Le.
    const { data, sw } = this.#readAt(one, offset, 2);
    return { data: emitTlv(TAG_DATA, data), sw };
  }

  #readAt({ session, le = 0 }: Command, offset: number, overhead: number): Response {
    const content = this.#readable(session);
    if (offset >= content.length) {
      refuse(SW.WRONG_OFFSET, 'ISO7816-4 §11.2.3', 'the offset is behind the end of the file');
    }
    const left = content.length - offset;
    const lengthMax = le >= SHORT_LE_MAX ? READ_MAX : le;
    const requested = Math.max(0, Math.min(lengthMax, READ_MAX) - overhead);
    const data = content.read(offset, Math.min(requested, left));
    return { data, sw: le < SHORT_LE_MAX && requested > left ? SW.END_OF_FILE : SW.OK };
  }

  /** The current file, if its access condition lets it be read. */
  #readable(session: Session): { readonly length: number; read(at: number, n: number): Bytes } {
    const layout = this.#layout;
    if (this.#current(session) === FILE_NDEF) {
      if (layout.readAccess === FREE) return this.#file;
      refuse(SW.SECURITY_STATUS, 'NFCT4T §5.1.2.1', 'the NDEF file is not for reading');
    }
    const container = emitCapabilityContainer(layout);
    return { length: container.length, read: (at, n) => container.slice(at, at + n) };
  }

  #current(session: Session): number {
    const { file } = CURRENT.of(session);
    return file ?? refuse(SW.NO_EF_SELECTED, 'ISO7816-4 §11.2.2', 'no file is selected');
  }

  #checkRead(head: ModuleHead): void {
    checkOddHead(head);
    this.#readable(head.session);
  }

  #checkUpdateOdd(head: ModuleHead): void {
    checkOddHead(head);
    this.#checkWritable(head.session);
  }

  #checkUpdate(head: ModuleHead): void {
    const offset = offsetInHeader(head);
    this.#checkWritable(head.session);
    this.#checkRange(offset, head.length);
  }

  #update(one: Command): Response {
    return this.#put(offsetInHeader(one), one.data);
  }

  #updateObject(one: Command): Response {
    const { offset, objects } = offsetObject(one.data);
    const data = findTlv(objects, TAG_DATA);
    if (data === undefined) refuse(SW.WRONG_DATA, 'NFCT4T §5.4.5', 'no data object of the data');
    this.#checkRange(offset, data.length);
    return this.#put(offset, data);
  }

  #checkWritable(session: Session): void {
    const file = this.#current(session);
    if (file !== FILE_NDEF || this.#layout.writeAccess !== FREE) {
      refuse(SW.SECURITY_STATUS, 'NFCT4T §5.1.2.1', 'the file is not for writing');
    }
  }

  #checkRange(offset: number, length: number): void {
    const { size } = this.#layout;
    if (length === 0) refuse(SW.WRONG_LENGTH, 'NFCT4T §5.4.5', 'nothing to write');
    if (offset >= size) refuse(SW.WRONG_OFFSET, 'ISO7816-4 §11.2.5', 'behind the end of the file');
    if (offset + length > size) {
      refuse(SW.WRONG_LENGTH, 'ISO7816-4 §11.2.5', 'the data do not fit behind the offset');
    }
  }

  #put(offset: number, data: Bytes): Response {
    this.#file.write(offset, data);
    return DONE;
  }

  #store(one: Grouping): void {
    if (one.tag !== FILE_NDEF) unknownGrouping(one);
    this.write(one.value);
  }

  /** The whole message, with its length. */
  write(message: Bytes): void {
    const layout = this.#layout;
    const field = lengthField(layout);
    if (field + message.length > layout.size) {
      refuse(SW.WRONG_DATA, 'NFCT4T §5.1.3', 'the message is longer than the file');
    }
    this.#file.write(0, concat(bigEndian(message.length, field), message));
  }

  install(parameters: Bytes): void {
    const { layout, message } = parseTagParameters(parameters);
    this.context.nvm.cell(LAYOUT_KEY, LAYOUT, DEFAULT.layout).set(layout);
    this.write(message);
  }
}

function checkSelect({ p1, p2, length }: ModuleHead): void {
  const p1p2 = p1 * 256 + p2;
  if (p1p2 !== SELECT_P1P2 && p1p2 !== SELECT_P1P2_FIRST) {
    refuse(SW.WRONG_P1P2, 'NFCT4T §5.4.2', 'a file is selected by its identifier');
  }
  if (length !== 2) refuse(SW.WRONG_LENGTH, 'NFCT4T §5.4.2', 'an identifier is two bytes');
}

export const nfcTag: NativeModule = {
  name: 'nfc-tag',
  aid: unhex('F0424946524F4E530201'),
  // Two readers at once would write over each other.
  traits: { multiSelectable: false, framing: 'kernel' },
  install: (context, parameters) => new NfcTag(context).install(parameters),
  start: (context) => new NfcTag(context).code,
};
