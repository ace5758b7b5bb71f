/** A load file as it is sent, and LOAD in its blocks. [GPCS §11.6] [GPCS §C.3] [GPCS §C.6] */
import { type Bytes, concat, EMPTY, HostError } from '../../../base/index.ts';
import { type BlockCipher, encryptCbc, padBlocks } from '../../../crypto/index.ts';
import { emitTlv, INS } from '../../../wire/index.ts';
import { LOAD_FILE_TAG } from '../../../wire/globalplatform/index.ts';
import { type CardCommand } from '../command.ts';
import type { Signer } from './signature.ts';

const LAST_BLOCK = 0x80;
/** Block numbers are one byte. [GPCS §11.6.2.2] */
const BLOCKS_MAX = 256;

/** A signature over the hash of the load file data block, for one security domain. [GPCS §C.3] */
export interface Dap {
  readonly domain: Bytes;
  readonly signature: Bytes;
}

export function dapOf(domain: Bytes, signer: Signer, hash: Bytes): Dap {
  return { domain, signature: signer(hash) };
}

export interface LoadFileParts {
  /** The load file data block: the components of a CAP file, one behind the other. */
  readonly block: Bytes;
  readonly daps?: readonly Dap[] | undefined;
  /** Encrypts the block for the security domain that it is for. [GPCS §C.6] */
  readonly cipher?: { readonly cipher: BlockCipher; readonly vector: Bytes } | undefined;
}

/** [GPCS §11.6.2.3 table 11-58] */
export function emitLoadFile({ block, daps = [], cipher }: LoadFileParts): Bytes {
  const signed = daps.map(({ domain, signature }) =>
    emitTlv(
      LOAD_FILE_TAG.DAP_BLOCK,
      emitTlv(LOAD_FILE_TAG.DOMAIN, domain),
      emitTlv(LOAD_FILE_TAG.SIGNATURE, signature),
    ),
  );
  if (cipher === undefined) return concat(...signed, emitTlv(LOAD_FILE_TAG.BLOCK, block));
  const { cipher: under, vector } = cipher;
  const data = encryptCbc(under, { iv: vector, data: padBlocks(block, under.blockLength) });
  const isZero = vector.every((byte) => byte === 0);
  const shown = isZero ? EMPTY : emitTlv(LOAD_FILE_TAG.VECTOR, vector);
  return concat(...signed, shown, emitTlv(LOAD_FILE_TAG.CIPHERED_BLOCK, data));
}

export interface LoadWish {
  /** Bytes of the file in one command, before secure messaging. */
  readonly lengthMax: number;
  /**
   * Whether block numbers begin again after FF. The text has no such thing; some cards and
   * GlobalPlatformPro do it for files that are too long for 256 blocks.
   */
  readonly wraps?: boolean | undefined;
}

/** Throws `HostError` INPUT_INVALID for a file of more blocks than there are numbers. */
export function loadCommands(file: Bytes, { lengthMax, wraps }: LoadWish): readonly CardCommand[] {
  const count = Math.max(1, Math.ceil(file.length / lengthMax));
  if (count > BLOCKS_MAX && wraps !== true) {
    throw new HostError(
      'INPUT_INVALID',
      `the load file of ${file.length} bytes needs ${count} blocks, and LOAD numbers ${BLOCKS_MAX}`,
      'give --level mac for longer blocks, or --wrap-blocks where the card counts on from 00',
    );
  }
  return Array.from({ length: count }, (_, at) => ({
    name: 'LOAD',
    ins: INS.LOAD,
    p1: at === count - 1 ? LAST_BLOCK : 0,
    p2: at & 0xff,
    data: file.subarray(at * lengthMax, (at + 1) * lengthMax),
  }));
}
