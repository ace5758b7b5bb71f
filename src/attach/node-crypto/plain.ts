import type { Bytes } from '../../base/index.ts';

/** A buffer of the platform as bytes of the core, without a prototype of its own. */
export function plain(buffer: Buffer): Bytes {
  return new Uint8Array(buffer);
}
