/** The keys of one security domain as stored. */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  Fault,
  isWireError,
  readBigEndian,
  Secret,
} from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from '../../wire/index.ts';
import { type Key, type KeyPart, NOT_GIVEN } from './key.ts';
import { emitKeyUsage, parseKeyUsage } from './key-usage.ts';

const TAG = { KEY: 0xe0, NAME: 0x80, USAGE: 0x81, ACCESS: 0x82, PART: 0x83 } as const;
/** Bytes of a component's type. */
const TYPE_LENGTH = 2;

export const keysCodec: Codec<readonly Key[]> = {
  emit: (keys) => concat(...keys.map((key) => emitTlv(TAG.KEY, emitKey(key)))),
  parse: (stored) => inside(stored).map(({ value }) => parseKey(inside(value))),
};

function emitKey({ version, id, parts, usage, access }: Key): Bytes {
  return concat(
    emitTlv(TAG.NAME, bytes(version, id)),
    usage === NOT_GIVEN ? EMPTY : emitTlv(TAG.USAGE, emitKeyUsage(usage)),
    access === NOT_GIVEN ? EMPTY : emitTlv(TAG.ACCESS, bytes(access)),
    ...parts.map((one) => emitTlv(TAG.PART, bigEndian(one.type, TYPE_LENGTH), one.value.reveal())),
  );
}

function parseKey(list: readonly Tlv[]): Key {
  const [version, id] = findTlv(list, TAG.NAME) ?? EMPTY;
  if (version === undefined || id === undefined) throw new Fault('a stored key has no name');
  return {
    version,
    id,
    parts: list.filter(({ tag }) => tag === TAG.PART).map(({ value }) => parsePart(value)),
    usage: parseKeyUsage(findTlv(list, TAG.USAGE) ?? EMPTY),
    access: findTlv(list, TAG.ACCESS)?.[0] ?? NOT_GIVEN,
  };
}

function parsePart(stored: Bytes): KeyPart {
  if (stored.length < TYPE_LENGTH) throw new Fault('a stored key component has no type');
  const type = readBigEndian(stored.subarray(0, TYPE_LENGTH));
  return { type, value: new Secret(stored.subarray(TYPE_LENGTH)) };
}

function inside(stored: Bytes): readonly Tlv[] {
  const list = parseTlvs(stored);
  if (isWireError(list)) throw new Fault('stored keys are no row of data objects');
  return list;
}
