/** A load file as it is sent: DAP blocks, then the load file data block. [GPCS §11.6.2.3] */
import { type Bytes, isWireError } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import { LOAD_FILE_TAG } from '../../wire/globalplatform/index.ts';

const CLAUSE = 'GPCS §11.6.2.3 table 11-58';

const FIRST_TAGS: readonly number[] = [
  LOAD_FILE_TAG.DAP_BLOCK,
  LOAD_FILE_TAG.BLOCK,
  LOAD_FILE_TAG.VECTOR,
  LOAD_FILE_TAG.CIPHERED_BLOCK,
];

export interface DapBlock {
  /** AID of the security domain that verifies it. */
  readonly domain: Bytes;
  readonly signature: Bytes;
}

export interface LoadFile {
  readonly daps: readonly DapBlock[];
  readonly block: Bytes;
  /** Whether the block is ciphered, and by which initial vector. [GPCS §C.6] */
  readonly ciphered: { readonly vector: Bytes | undefined } | undefined;
}

/** Whether a load file can begin with this byte. */
export function beginsLoadFile(first: number | undefined): boolean {
  return first !== undefined && FIRST_TAGS.includes(first);
}

export function parseLoadFile(content: Bytes): LoadFile {
  const objects = parseTlvs(content);
  if (isWireError(objects)) return broken('the load file is cut, or has no data objects');
  const rest = [...objects];
  const daps: DapBlock[] = [];
  while (rest[0]?.tag === LOAD_FILE_TAG.DAP_BLOCK) daps.push(parseDapBlock(rest.shift()!));
  const vector = rest[0]?.tag === LOAD_FILE_TAG.VECTOR ? rest.shift()!.value : undefined;
  const block = rest.shift();
  if (block === undefined || rest.length > 0) broken('one load file data block ends a load file');
  const isCiphered = block.tag === LOAD_FILE_TAG.CIPHERED_BLOCK;
  if (!isCiphered && (block.tag !== LOAD_FILE_TAG.BLOCK || vector !== undefined)) {
    broken('no load file data block');
  }
  return { daps, block: block.value, ciphered: isCiphered ? { vector } : undefined };
}

function parseDapBlock({ value }: Tlv): DapBlock {
  const objects = parseTlvs(value);
  const list = isWireError(objects) ? [] : objects;
  const domain = findTlv(list, LOAD_FILE_TAG.DOMAIN);
  const signature = findTlv(list, LOAD_FILE_TAG.SIGNATURE);
  if (domain === undefined || signature === undefined) broken('a DAP block names domain and DAP');
  return { domain, signature };
}

function broken(why: string): never {
  return refuse(SW.WRONG_DATA, CLAUSE, why);
}
