/**
 * STORE DATA as an application receives it through its security domain: data groupings, each whole
 * in one command. Values that P1 calls encrypted are decrypted with the data encryption key of the
 * session. [GPCS §7.3.2] [GPCS §11.11.2.1 table 11-89] [GPCS §11.11.2.3]
 */
import { type Bytes, readBigEndian, hexNumber } from '../base/index.ts';
import { unpadBlocks } from '../crypto/index.ts';
import type { PersonalizationChannel } from '../gp/index.ts';
import { refuse } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';

const CLAUSE = 'GPCS §11.11.2.1';

const LAST = 0x80;
const ENCRYPTION = 0x60;
const ENCRYPTED = 0x60;
const STRUCTURE = 0x18;
const GROUPINGS = 0x08;
const HEADER_LENGTH = 5;
/** First length byte of the form with two more. */
const LONG_LENGTH = 0xff;

export interface Grouping {
  readonly tag: number;
  readonly value: Bytes;
}

export interface PersonalizationCommand {
  /** Whether it ends the personalization. */
  readonly isLast: boolean;
  readonly groupings: readonly Grouping[];
}

export function parsePersonalization(
  command: Bytes,
  channel: PersonalizationChannel,
): PersonalizationCommand {
  const p1 = command[2]!;
  if ((p1 & STRUCTURE) !== GROUPINGS) {
    refuse(SW.WRONG_P1P2, CLAUSE, 'the application is personalized by data groupings');
  }
  const isEncrypted = (p1 & ENCRYPTION) === ENCRYPTED;
  if (!isEncrypted && (p1 & ENCRYPTION) !== 0) {
    refuse(SW.WRONG_P1P2, CLAUSE, 'the application has no encryption of its own');
  }
  const groupings = groupingsOf(command.subarray(HEADER_LENGTH)).map(({ tag, value }) => {
    return { tag, value: isEncrypted ? decrypted(value, channel) : Uint8Array.from(value) };
  });
  return { isLast: (p1 & LAST) !== 0, groupings };
}

function groupingsOf(data: Bytes): readonly Grouping[] {
  const list: Grouping[] = [];
  for (let at = 0; at < data.length;) {
    const first = data[at + 2];
    if (first === undefined) cut();
    const isLong = first === LONG_LENGTH;
    const begin = at + (isLong ? 5 : 3);
    const length = isLong ? readBigEndian(data.subarray(at + 3, begin)) : first;
    if (begin + length > data.length) cut();
    const tag = readBigEndian(data.subarray(at, at + 2));
    list.push({ tag, value: data.subarray(begin, begin + length) });
    at = begin + length;
  }
  return list;
}

function cut(): never {
  refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'a data grouping is cut');
}

function decrypted(value: Bytes, channel: PersonalizationChannel): Bytes {
  const clear = channel.decryptSensitive(value);
  return clear ?? refuse(SW.WRONG_DATA, CLAUSE, 'the value is no whole number of blocks');
}

/** A value of this length, padded or not; keys need no padding where they are whole blocks. */
export function exactly(length: number, { tag, value }: Grouping): Bytes {
  if (value.length === length) return value;
  const unpadded = unpadBlocks(value);
  if (unpadded?.length === length) return Uint8Array.from(unpadded);
  return refuse(
    SW.WRONG_DATA,
    'GPCS §11.11.2.3',
    `grouping ${hexNumber(tag, 2)} is ${length} bytes`,
  );
}

export function unknownGrouping({ tag }: Grouping): never {
  refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.11.2.3', `no grouping ${hexNumber(tag, 2)} here`);
}
