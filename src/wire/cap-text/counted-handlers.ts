/** Exception handlers of one method: how many, and the first. [JCVM §6.14.4] */
import type { CapMethods } from '../cap/index.ts';

export function countedHandlers(
  { handlers }: Pick<CapMethods, 'handlers'>,
  offset: number,
  end: number,
): { readonly count: number; readonly index: number } {
  const isOwn = (at: number) => at >= offset && at < end;
  const count = handlers.filter(({ startOffset }) => isOwn(startOffset)).length;
  return { count, index: count === 0 ? 0 : handlers.findIndex((one) => isOwn(one.startOffset)) };
}
