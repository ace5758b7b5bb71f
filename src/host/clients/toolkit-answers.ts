/**
 * What the terminal answers to proactive commands that no user takes part in. [TS102223 §6.4]
 */
import { type Bytes, bytes, EMPTY, isWireError } from '../../base/index.ts';
import {
  CAT_RESULT,
  CAT_TAG,
  type CatObject,
  emitDuration,
  findCat,
  optional,
  parseDuration,
  parseText,
} from '../../wire/cat/index.ts';
import { parseAlphaField } from '../../wire/sms/index.ts';

/** What a command made the terminal do. */
export type ToolkitEffect =
  | { readonly kind: 'menu'; readonly title: string; readonly items: ReadonlyMap<number, string> }
  | { readonly kind: 'events'; readonly events: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refresh'; readonly mode: number }
  | { readonly kind: 'short-message'; readonly tpdu: Bytes }
  /** Seconds between STATUS commands; 0 is never. */
  | { readonly kind: 'polling'; readonly seconds: number }
  | { readonly kind: 'timer'; readonly timer: number; readonly seconds: number };

export interface Answer {
  readonly result: number;
  readonly additional?: Bytes;
  readonly objects?: readonly CatObject[];
  readonly effect?: ToolkitEffect;
}

export const DONE: Answer = { result: CAT_RESULT.done };
/** An object that the command must have is absent or damaged. */
export const INCOMPLETE: Answer = { result: CAT_RESULT.valuesMissing };

/** Beyond what the terminal can do, for no special reason. [TS102223 §8.12.2] */
export function unable(): Answer {
  return { result: CAT_RESULT.beyondTerminal, additional: bytes(0x00) };
}

export function pollInterval(objects: readonly CatObject[]): Answer {
  const seconds = parseDuration(findCat(objects, CAT_TAG.duration) ?? EMPTY);
  if (isWireError(seconds)) return INCOMPLETE;
  const duration = optional(CAT_TAG.duration, emitDuration(seconds));
  return { ...DONE, objects: [duration], effect: { kind: 'polling', seconds } };
}

export function eventList(objects: readonly CatObject[]): Answer {
  const events = findCat(objects, CAT_TAG.eventList);
  if (events === undefined) return INCOMPLETE;
  return { ...DONE, effect: { kind: 'events', events: [...events] } };
}

export function setUpMenu(objects: readonly CatObject[]): Answer {
  return { ...DONE, effect: { kind: 'menu', ...menuIn(objects) } };
}

export function menuIn(objects: readonly CatObject[]) {
  const title = parseAlphaField(findCat(objects, CAT_TAG.alphaIdentifier) ?? EMPTY);
  const items = objects.filter(({ tag, value }) => tag === CAT_TAG.item && value.length > 0);
  return {
    title,
    items: new Map(items.map(({ value }) => [value[0]!, parseAlphaField(value.subarray(1))])),
  };
}

export function textIn(objects: readonly CatObject[]): string | undefined {
  const text = parseText(findCat(objects, CAT_TAG.textString) ?? EMPTY);
  return isWireError(text) || text === '' ? undefined : text;
}

export function shortMessage(objects: readonly CatObject[]): Answer {
  const tpdu = findCat(objects, CAT_TAG.smsTpdu);
  if (tpdu === undefined) return INCOMPLETE;
  return { ...DONE, effect: { kind: 'short-message', tpdu } };
}
