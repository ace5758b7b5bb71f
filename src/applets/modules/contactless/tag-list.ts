/** Tags one after another, as tag 5C has them. [ISO7816-4 §11.4.3] */
import type { Bytes } from '../../../base/index.ts';

/** `undefined` where the list ends inside a tag. */
export function parseObjectTags(list: Bytes): readonly number[] | undefined {
  const tags: number[] = [];
  for (let at = 0; at < list.length;) {
    let tag = list[at++]!;
    if ((tag & 0x1f) === 0x1f) {
      let byte: number | undefined;
      do {
        byte = list[at++];
        if (byte === undefined || tag > 0xffff) return undefined;
        tag = tag * 256 + byte;
      } while ((byte & 0x80) !== 0);
    }
    tags.push(tag);
  }
  return tags;
}
