/**
 * Which certificates issuers have revoked: the last whole list of each, and newer ones of which not
 * all parts have come. [SGP22 §4.6]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  equal,
  Fault,
  isWireError,
  readBigEndian,
} from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from '../../wire/index.ts';

/** A list of an issuer, as far as its parts have come. */
export interface Revocations {
  /** Subject key identifier of the issuer. */
  readonly keyId: Bytes;
  readonly crlNumber: number;
  /** Of a list of changes: the number of the oldest list that they apply to. */
  readonly base: number | undefined;
  /** How many parts it has. */
  readonly total: number;
  readonly parts: readonly RevocationPart[];
}

/** Serial numbers, by what the list does with them. */
export interface RevocationPart {
  readonly number: number;
  readonly revoked: readonly Bytes[];
  /** Off the list again: in lists of changes. */
  readonly removed: readonly Bytes[];
}

const STORED = {
  list: 0xa0,
  keyId: 0x80,
  crlNumber: 0x81,
  revoked: 0x82,
  base: 0x83,
  total: 0x84,
  part: 0xa1,
  number: 0x85,
  removed: 0x86,
} as const;
const NUMBER_LENGTH = 6;

function emitList({ keyId, crlNumber, base, total, parts }: Revocations): Bytes {
  return emitTlv(
    STORED.list,
    emitTlv(STORED.keyId, keyId),
    emitTlv(STORED.crlNumber, bigEndian(crlNumber, NUMBER_LENGTH)),
    base === undefined ? EMPTY : emitTlv(STORED.base, bigEndian(base, NUMBER_LENGTH)),
    emitTlv(STORED.total, bytes(total)),
    ...parts.map(emitPart),
  );
}

function emitPart({ number, revoked, removed }: RevocationPart): Bytes {
  return emitTlv(
    STORED.part,
    emitTlv(STORED.number, bytes(number)),
    ...revoked.map((one) => emitTlv(STORED.revoked, one)),
    ...removed.map((one) => emitTlv(STORED.removed, one)),
  );
}

function inside(source: Bytes): readonly Tlv[] {
  const found = parseTlvs(source);
  if (isWireError(found)) throw new Fault('the revocations of issuers are damaged');
  return found;
}

function parseList(source: Bytes): Revocations {
  const elements = inside(source);
  const keyId = findTlv(elements, STORED.keyId);
  const crlNumber = findTlv(elements, STORED.crlNumber);
  const total = findTlv(elements, STORED.total);
  if (!keyId || !crlNumber || !total)
    throw new Fault('a list of revocations lacks its issuer, its number or its parts');
  const base = findTlv(elements, STORED.base);
  return {
    keyId,
    crlNumber: readBigEndian(crlNumber),
    base: base && readBigEndian(base),
    total: readBigEndian(total),
    parts: valuesOf(elements, STORED.part).map(parsePart),
  };
}

function parsePart(source: Bytes): RevocationPart {
  const elements = inside(source);
  const number = findTlv(elements, STORED.number);
  if (number === undefined) throw new Fault('a part of a list of revocations has no number');
  const revoked = valuesOf(elements, STORED.revoked);
  return { number: readBigEndian(number), revoked, removed: valuesOf(elements, STORED.removed) };
}

function valuesOf(elements: readonly Tlv[], tag: number): readonly Bytes[] {
  return elements.filter((one) => one.tag === tag).map(({ value }) => value);
}

const codec: Codec<readonly Revocations[]> = {
  emit: (all) => concat(...all.map(emitList)),
  parse: (stored) => inside(stored).map(({ value }) => parseList(value)),
};

/** In the part of memory of the ECASD. */
export function revocations(nvm: Nvm): Cell<readonly Revocations[]> {
  return nvm.cell('revocations', codec, []);
}

/** What a list states counts from its first part on, and what it replaces until its last one. */
export function isRevoked(
  all: readonly Revocations[],
  { keyId, serialNumber }: { readonly keyId: Bytes; readonly serialNumber: Bytes },
): boolean {
  return all
    .filter((one) => equal(one.keyId, keyId))
    .some(({ parts }) => parts.some(({ revoked }) => isAmong(revoked, serialNumber)));
}

export function isAmong(serialNumbers: readonly Bytes[], serialNumber: Bytes): boolean {
  return serialNumbers.some((one) => equal(one, serialNumber));
}
