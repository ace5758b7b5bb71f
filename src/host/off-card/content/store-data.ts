/** STORE DATA in blocks. [GPCS §11.11] */
import { bigEndian, type Bytes, concat, HostError } from '../../../base/index.ts';
import { INS } from '../../../wire/index.ts';
import { DGI_LONG, ENCRYPTION, FORMAT, STORE_DATA } from '../../../wire/globalplatform/index.ts';
import { type CardCommand } from '../command.ts';

const BLOCKS_MAX = 256;

export interface StoreWish {
  /** How the data are laid out: data groupings, BER-TLV, or of the application's own. */
  readonly layout: 'dgi' | 'tlv' | 'none';
  /** Whether the caller encrypted the data under the data encryption key. */
  readonly encrypted?: boolean;
  /** Whether the last block has an answer with data. */
  readonly response?: boolean;
  readonly lengthMax: number;
}

/** Data that go together, over as many blocks as they need. */
export function storeDataCommands(data: Bytes, wish: StoreWish): readonly CardCommand[] {
  const { lengthMax } = wish;
  const count = Math.max(1, Math.ceil(data.length / lengthMax));
  return storeBlocks(
    Array.from({ length: count }, (_, at) => data.subarray(at * lengthMax, (at + 1) * lengthMax)),
    wish,
  );
}

/** Blocks that the caller has cut, as a personalization script has them. */
export function storeBlocks(
  blocks: readonly Bytes[],
  { layout, encrypted, response }: Omit<StoreWish, 'lengthMax'>,
): readonly CardCommand[] {
  if (blocks.length > BLOCKS_MAX) {
    const said = `${blocks.length} blocks, and STORE DATA numbers ${BLOCKS_MAX}`;
    throw new HostError('INPUT_INVALID', said, 'give the data in several parts');
  }
  const kind = layout === 'dgi' ? FORMAT.DGI : layout === 'tlv' ? FORMAT.BER_TLV : 0;
  const bits =
    kind |
    (encrypted === true ? ENCRYPTION.ALL : 0) |
    (response === true ? STORE_DATA.MAY_RESPOND : 0);
  return blocks.map((data, at) => ({
    name: 'STORE DATA',
    ins: INS.STORE_DATA,
    p1: bits | (at === blocks.length - 1 ? STORE_DATA.LAST : 0),
    p2: at,
    data,
  }));
}

/** A data grouping. [GPCS §11.11.2.3] */
export function emitDataGrouping(identifier: number, value: Bytes): Bytes {
  const isLong = value.length >= DGI_LONG;
  const length = isLong
    ? concat(Uint8Array.of(DGI_LONG), bigEndian(value.length, 2))
    : bigEndian(value.length, 1);
  return concat(bigEndian(identifier, 2), length, value);
}
