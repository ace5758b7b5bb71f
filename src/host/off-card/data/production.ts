/** Card production life cycle data: who made the chip and the card, and when. [GPCS §11.3] */
import { type Bytes, hex } from '../../../base/index.ts';

/** Fields in their order, with their lengths in bytes. */
const FIELDS: readonly (readonly [string, number])[] = [
  ['IC fabricator', 2],
  ['IC type', 2],
  ['operating system', 2],
  ['operating system date', 2],
  ['operating system level', 2],
  ['IC fabrication date', 2],
  ['IC serial number', 4],
  ['IC batch', 2],
  ['module fabricator', 2],
  ['module packaging date', 2],
  ['ICC manufacturer', 2],
  ['IC embedding date', 2],
  ['pre-personalizer', 2],
  ['pre-personalization date', 2],
  ['pre-personalization equipment', 4],
  ['personalizer', 2],
  ['personalization date', 2],
  ['personalization equipment', 4],
];

/** Names with values in hexadecimal; of a shorter object those that it has. */
export function parseProduction(value: Bytes): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  let at = 0;
  for (const [name, length] of FIELDS) {
    if (at + length > value.length) break;
    rows.push([name, hex(value.subarray(at, at + length))]);
    at += length;
  }
  return rows;
}
