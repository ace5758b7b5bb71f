/** The load file data block hash: its length selects the algorithm. [GPCS §C.2] */
import { type Bytes, equal } from '../../base/index.ts';
import type { HashName } from '../../crypto/index.ts';
import { refuse, type Services } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

const ALGORITHMS: ReadonlyMap<number, HashName> = new Map([
  [20, 'sha1'],
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** Lengths of the field in INSTALL [for load]. */
export const HASH_LENGTHS: readonly number[] = [0, ...ALGORITHMS.keys()];

/** An empty hash says nothing about the block. */
export function checkLoadFileHash(services: Services, block: Bytes, hash: Bytes): void {
  const algorithm = ALGORITHMS.get(hash.length);
  if (algorithm === undefined) return;
  if (equal(services.crypto.hash(algorithm).digest(block), hash)) return;
  refuse(SW.WRONG_DATA, 'GPCS §C.2', 'the load file data block has another hash');
}
