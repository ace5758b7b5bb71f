/** Reference location component: where code holds indices of constants. [JCVM §6.12] */
import type { Bytes } from '../../base/index.ts';
import { counted, struct, u2 } from './layout.ts';

/** Each list holds the distance from the place before, FF for 255 bytes without a place. */
export interface CapReferences {
  readonly byteIndices: Bytes;
  readonly wordIndices: Bytes;
}

export const references = struct<CapReferences>({
  byteIndices: counted(u2),
  wordIndices: counted(u2),
});
