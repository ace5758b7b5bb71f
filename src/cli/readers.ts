/** Which PC/SC reader stands for a link, in words. */
import { slotsOf } from '../attach/pcsc/index.ts';

/** For each link, `reader NAME` or what to do about it. */
export function readerWords(
  links: readonly string[],
  readerConf?: string,
): (link: string) => string {
  const slots = slotsOf(links, readerConf);
  return (link) => {
    const slot = slots.get(link);
    if (slot !== undefined) return `reader ${slot.reader}`;
    return slots.size === 0 ? 'no reader: no pcscd with vpcd' : 'no reader: bifrons pcsc install';
  };
}
