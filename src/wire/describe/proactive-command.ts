/** Proactive commands and results in words. [TS102223 §6.4] [TS102223 §8.12] */
import {
  type Bytes,
  EMPTY,
  hex,
  hexNumber,
  isWireError,
  nameOf,
  spacedName,
} from '../../base/index.ts';
import {
  CAT_COMMAND,
  CAT_EVENT,
  CAT_RESULT,
  CAT_TAG,
  type CatObject,
  findCat,
  LOCAL_INFORMATION,
  parseDuration,
  parseText,
  parseTimerValue,
  type ProactiveCommand,
  REFRESH_MODE,
  TIMER_ACTION,
} from '../cat/index.ts';
import { parseAlphaField } from '../sms/index.ts';

/** `DISPLAY TEXT`, or its number. */
export function proactiveCommandName(type: number): string {
  return nameOf(CAT_COMMAND, type)?.replaceAll('_', ' ') ?? `proactive command ${hexNumber(type)}`;
}

/** `done`, `ended by user`, or its number. */
export function terminalResultName(result: number): string {
  return spaced(nameOf(CAT_RESULT, result)) ?? `result ${hexNumber(result)}`;
}

/** What comes with the command: its text, its items, its mode. */
export function proactiveCommandWords({ details, objects }: ProactiveCommand): string {
  const { type, qualifier } = details;
  switch (type) {
    case CAT_COMMAND.DISPLAY_TEXT:
    case CAT_COMMAND.GET_INPUT:
    case CAT_COMMAND.GET_INKEY:
      return textIn(objects);
    case CAT_COMMAND.SELECT_ITEM:
    case CAT_COMMAND.SET_UP_MENU:
      return menuIn(objects);
    case CAT_COMMAND.REFRESH:
      return spaced(nameOf(REFRESH_MODE, qualifier)) ?? hexNumber(qualifier);
    case CAT_COMMAND.PROVIDE_LOCAL_INFORMATION:
      return spaced(nameOf(LOCAL_INFORMATION, qualifier)) ?? hexNumber(qualifier);
    case CAT_COMMAND.TIMER_MANAGEMENT:
      return timerIn(qualifier, objects);
    case CAT_COMMAND.POLL_INTERVAL: {
      const seconds = parseDuration(findCat(objects, CAT_TAG.duration) ?? EMPTY);
      return isWireError(seconds) ? '' : `${seconds} s`;
    }
    case CAT_COMMAND.SET_UP_EVENT_LIST:
      return eventsIn(findCat(objects, CAT_TAG.eventList) ?? EMPTY);
    case CAT_COMMAND.SEND_SHORT_MESSAGE:
      return hex(findCat(objects, CAT_TAG.smsTpdu) ?? EMPTY);
    default:
      return '';
  }
}

function textIn(objects: readonly CatObject[]): string {
  const text = parseText(findCat(objects, CAT_TAG.textString) ?? EMPTY);
  return isWireError(text) ? '' : `"${text}"`;
}

function menuIn(objects: readonly CatObject[]): string {
  const title = parseAlphaField(findCat(objects, CAT_TAG.alphaIdentifier) ?? EMPTY);
  const items = objects
    .filter(({ tag, value }) => tag === CAT_TAG.item && value.length > 0)
    .map(({ value }) => `${value[0]} ${parseAlphaField(value.subarray(1))}`);
  return [`"${title}"`, ...items].join(', ');
}

function timerIn(action: number, objects: readonly CatObject[]): string {
  const number = findCat(objects, CAT_TAG.timerIdentifier)?.[0] ?? 0;
  const seconds = parseTimerValue(findCat(objects, CAT_TAG.timerValue) ?? EMPTY);
  const time = isWireError(seconds) ? '' : `, ${seconds} s`;
  return `${nameOf(TIMER_ACTION, action) ?? hexNumber(action)} timer ${number}${time}`;
}

function eventsIn(list: Bytes): string {
  const names = [...list].map((event) => spaced(nameOf(CAT_EVENT, event)) ?? hexNumber(event));
  return names.length === 0 ? 'no events' : names.join(', ');
}

/** `idleScreenAvailable` as `idle screen available`. */
function spaced(name: string | undefined): string | undefined {
  return name && spacedName(name);
}
