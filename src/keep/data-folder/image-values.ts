/** Memory from the values of a document, which anybody may have written. */
import type { Bytes } from '../../base/index.ts';

/** What the operating system keeps beside the containers. */
const SYSTEM_LENGTH_MAX = 1_024 * 1_024;

/**
 * Record by record from base 64; a string says what is wrong with it. `nvm` is the device's memory
 * in bytes: more than that, and what the operating system keeps, is not taken, nor decoded.
 */
export function imageFrom(
  values: Readonly<Record<string, unknown>>,
  nvm: number,
): Map<string, Bytes> | string {
  const image = new Map<string, Bytes>();
  let room = nvm + SYSTEM_LENGTH_MAX;
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'string') return `holds no bytes under ${key}`;
    room -= Math.floor((value.length / 4) * 3);
    if (room < 0) return `holds more than the ${nvm} bytes of memory that the device has`;
    const bytes = Buffer.from(value, 'base64');
    // Node skips what is no base 64; emitted again it is not the same.
    if (bytes.toString('base64') !== value) return `holds no base 64 under ${key}`;
    image.set(key, new Uint8Array(bytes));
  }
  return image;
}
