/** The load file data block hash: its length selects the algorithm. [GPCS §C.2] */
import { type Bytes, equal } from '../../base/index.ts';
import { refuse, type Services } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { LOAD_HASHES, type Personality } from '../domain/personality.ts';

/** Lengths of the field in INSTALL [for load]; it may be empty. */
export function hashLengths({ loadHashes }: Personality): readonly number[] {
  const known = LOAD_HASHES.filter(({ name }) => loadHashes.includes(name));
  return [0, ...known.map(({ length }) => length)];
}

/** An empty hash says nothing about the block. */
export function checkLoadFileHash(services: Services, block: Bytes, hash: Bytes): void {
  const algorithm = LOAD_HASHES.find(({ length }) => length === hash.length);
  if (algorithm === undefined) return;
  if (equal(services.crypto.hash(algorithm.name).digest(block), hash)) return;
  refuse(SW.WRONG_DATA, 'GPCS §C.2', 'the load file data block has another hash');
}
