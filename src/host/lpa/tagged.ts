/** What stands in JSON with its tag, and in ES10 under it again. [SGP22 §6.5.2.6] */
import { type Bytes, isWireError } from '../../base/index.ts';
import { parseTlv } from '../../wire/index.ts';

export const TAG_SIGNATURE = 0x5f37;

/** The value; the source as it is where a server left the tag out. */
export function valueUnder(tag: number, source: Bytes): Bytes {
  const object = parseTlv(source);
  if (isWireError(object) || object.tag !== tag || object.next !== source.length) return source;
  return object.value;
}
