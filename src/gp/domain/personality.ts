/**
 * What differs between cards of different makes and editions, as data: which commands security
 * domains have and in which forms. A card without such data follows its specification.
 */
import { bytes, type Bytes, concat, Fault } from '../../base/index.ts';
import type { HashName } from '../../crypto/index.ts';

/** Hashes of load file data blocks, with their number in card capabilities. [GPCS §H.4] */
export const LOAD_HASHES = [
  { name: 'sha1', id: 0x01, length: 20 },
  { name: 'sha256', id: 0x02, length: 32 },
  { name: 'sha384', id: 0x03, length: 48 },
  { name: 'sha512', id: 0x04, length: 64 },
] as const satisfies readonly { readonly name: HashName; readonly id: number; length: number }[];
export type LoadHashName = (typeof LOAD_HASHES)[number]['name'];

export const STATUS_FORMS = ['both', 'old', 'tlv'] as const;

export interface Personality {
  /** Instructions of its security domains; `undefined` for those of the specification. */
  readonly instructions: readonly number[] | undefined;
  /** Forms of GET STATUS: the one of P2 bit 2, the deprecated one, or both. [GPCS §11.4.2.2] */
  readonly statusForms: (typeof STATUS_FORMS)[number];
  /** Bytes of privileges in INSTALL: 1, or 3 where one byte is allowed too. [GPCS §11.1.2] */
  readonly privilegeLength: 1 | 3;
  /** Whether STORE DATA also comes in inter-industry classes, 00 and 04. */
  readonly storesInEitherClass: boolean;
  /**
   * Whether a key set that is blocked is deleted, and the keys of the description return with the
   * last one; INITIALIZE UPDATE counts as an attempt then. Else it stays, blocked. [GPCS §7.5.1]
   */
  readonly deletesBlockedKeys: boolean;
  /**
   * Whether the block number of LOAD goes on at 00 after FF. The specification ends there; card
   * managers that load longer files expect it. [GPCS §11.6.2.2]
   */
  readonly loadBlocksWrap: boolean;
  /** Hashes that INSTALL [for load] may have. [GPCS §C.2] */
  readonly loadHashes: readonly LoadHashName[];
}

export const STANDARD_PERSONALITY: Personality = {
  instructions: undefined,
  statusForms: 'both',
  privilegeLength: 3,
  storesInEitherClass: false,
  deletesBlockedKeys: false,
  loadBlocksWrap: false,
  loadHashes: LOAD_HASHES.map(({ name }) => name),
};

/** Bits of the one byte that a standard card's personality takes. */
const FLAG = {
  LOAD_BLOCKS_WRAP: 0x01,
  OLD_STATUS_ALONE: 0x02,
  TLV_STATUS_ALONE: 0x04,
  ONE_BYTE_PRIVILEGES: 0x08,
  STORES_IN_EITHER_CLASS: 0x10,
  DELETES_BLOCKED_KEYS: 0x20,
  /** A byte of hashes follows. */
  HASHES: 0x40,
  /** Instructions follow, after a byte with their number. */
  INSTRUCTIONS: 0x80,
} as const;

export function emitPersonality(one: Personality): Bytes {
  const hashes = LOAD_HASHES.reduce(
    (mask, { name }, bit) => mask | (one.loadHashes.includes(name) ? 1 << bit : 0),
    0,
  );
  const hasAllHashes = one.loadHashes.length === LOAD_HASHES.length;
  const set = (isSet: boolean, bit: number): number => (isSet ? bit : 0);
  const flags =
    set(one.loadBlocksWrap, FLAG.LOAD_BLOCKS_WRAP) |
    set(one.statusForms === 'old', FLAG.OLD_STATUS_ALONE) |
    set(one.statusForms === 'tlv', FLAG.TLV_STATUS_ALONE) |
    set(one.privilegeLength === 1, FLAG.ONE_BYTE_PRIVILEGES) |
    set(one.storesInEitherClass, FLAG.STORES_IN_EITHER_CLASS) |
    set(one.deletesBlockedKeys, FLAG.DELETES_BLOCKED_KEYS) |
    set(!hasAllHashes, FLAG.HASHES) |
    set(one.instructions !== undefined, FLAG.INSTRUCTIONS);
  return concat(
    bytes(flags),
    hasAllHashes ? bytes() : bytes(hashes),
    one.instructions === undefined ? bytes() : bytes(one.instructions.length, ...one.instructions),
  );
}

/** The personality at the beginning of stored bytes, and how many it takes. */
export function parsePersonality(stored: Bytes): {
  readonly personality: Personality;
  readonly length: number;
} {
  let at = 0;
  const next = (): number => {
    const byte = stored[at++];
    if (byte === undefined) throw new Fault('the stored settings of a card are cut');
    return byte;
  };
  const flags = next();
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const mask = has(FLAG.HASHES) ? next() : 0xff;
  const count = has(FLAG.INSTRUCTIONS) ? next() : undefined;
  const instructions = count === undefined ? undefined : Array.from({ length: count }, next);
  const personality: Personality = {
    instructions,
    statusForms: has(FLAG.OLD_STATUS_ALONE) ? 'old' : has(FLAG.TLV_STATUS_ALONE) ? 'tlv' : 'both',
    privilegeLength: has(FLAG.ONE_BYTE_PRIVILEGES) ? 1 : 3,
    storesInEitherClass: has(FLAG.STORES_IN_EITHER_CLASS),
    deletesBlockedKeys: has(FLAG.DELETES_BLOCKED_KEYS),
    loadBlocksWrap: has(FLAG.LOAD_BLOCKS_WRAP),
    loadHashes: LOAD_HASHES.filter((_, bit) => (mask & (1 << bit)) !== 0).map(({ name }) => name),
  };
  return { personality, length: at };
}
