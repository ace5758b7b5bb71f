/** Exception handlers of one method: how many, the first, and where a search ends. [JCVM §6.10] */
import type { CapMethods } from './method.ts';

export function countedHandlers(
  { handlers }: Pick<CapMethods, 'handlers'>,
  offset: number,
  end: number,
): { readonly count: number; readonly index: number } {
  const isOwn = (at: number) => at >= offset && at < end;
  const count = handlers.filter(({ startOffset }) => isOwn(startOffset)).length;
  return { count, index: count === 0 ? 0 : handlers.findIndex((one) => isOwn(one.startOffset)) };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether the range of a handler meets that of no later one: its stop bit. */
export function isLastOf(ranges: readonly Range[], index: number): boolean {
  const { from, to } = ranges[index]!;
  return !ranges.slice(index + 1).some((one) => one.from < to && one.to > from);
}
