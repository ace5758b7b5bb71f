/** Tag lists (tag 5C): tags one after another without lengths. [ISO7816-4 §8.3.2] */
import type { Bytes } from '../../base/index.ts';

export const TAG_TAG_LIST = 0x5c;

/** The tags named, each as one number; `undefined` where the list ends inside a tag. */
export function parseTagList(list: Bytes): readonly number[] | undefined {
  const tags: number[] = [];
  for (let at = 0; at < list.length;) {
    let byte = list[at++]!;
    let tag = byte;
    if ((byte & 0x1f) === 0x1f) {
      do {
        if (at === list.length) return undefined;
        byte = list[at++]!;
        tag = tag * 256 + byte;
      } while ((byte & 0x80) !== 0);
    }
    tags.push(tag);
  }
  return tags;
}
