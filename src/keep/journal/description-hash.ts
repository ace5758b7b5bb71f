import { createHash } from 'node:crypto';
import { canonicalJson } from '../../device/index.ts';

/** SHA-256 of a description as JSON with its keys in order. */
export function descriptionHash(description: unknown): string {
  return createHash('sha256').update(canonicalJson(description)).digest('hex');
}
