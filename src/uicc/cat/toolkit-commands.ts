/** The proactive commands that applications send, before they have a number. [TS102223 §6.4] */
import { type Bytes, bytes, concat } from '../../base/index.ts';
import {
  CAT_COMMAND,
  CAT_DEVICE,
  CAT_TAG,
  type CatObject,
  emitDuration,
  emitText,
  emitTimerValue,
  mandatory,
  optional,
  type REFRESH_MODE,
  TIMER_ACTION,
} from '../../wire/cat/index.ts';
import { emitAlphaField } from '../../wire/sms/index.ts';

/** The toolkit gives it its number, and the card as its source. */
export interface ToolkitCommand {
  readonly type: number;
  readonly qualifier: number;
  readonly destination: number;
  readonly objects: readonly CatObject[];
}

export interface MenuItem {
  /** 1 to 255. */
  readonly id: number;
  readonly text: string;
  /** From 1 in the card's menu; left out or 0, behind all others. */
  readonly position?: number;
}

/** Clearing a text: after a delay, or by the user. [TS102223 §8.6] */
const CLEARED_BY_USER = 0x80;
const INPUT_ANY_CHARACTER = 0x01;

/** What the terminal has to read again. [TS102223 §6.4.7] */
export function refresh(
  mode: (typeof REFRESH_MODE)[keyof typeof REFRESH_MODE],
  { files = [], aid }: { readonly files?: readonly Bytes[]; readonly aid?: Bytes } = {},
): ToolkitCommand {
  const changed = files.length === 0 ? [] : [fileList(files)];
  const application = aid === undefined ? [] : [optional(CAT_TAG.aid, aid)];
  return toTerminal(CAT_COMMAND.REFRESH, {
    qualifier: mode,
    objects: [...changed, ...application],
  });
}

/** Their count, then paths from the MF. [TS102223 §8.18] */
function fileList(files: readonly Bytes[]): CatObject {
  return mandatory(CAT_TAG.fileList, concat(bytes(files.length), ...files));
}

/** Seconds between the terminal's STATUS commands. [TS102223 §6.4.5] */
export function pollInterval(seconds: number): ToolkitCommand {
  const duration = mandatory(CAT_TAG.duration, emitDuration(seconds));
  return toTerminal(CAT_COMMAND.POLL_INTERVAL, { qualifier: 0, objects: [duration] });
}

/** [TS102223 §6.4.14] */
export function pollingOff(): ToolkitCommand {
  return toTerminal(CAT_COMMAND.POLLING_OFF, { qualifier: 0, objects: [] });
}

/** Which events the terminal reports from now on; none ends all reports. [TS102223 §6.4.16] */
export function setUpEventList(events: readonly number[]): ToolkitCommand {
  const list = mandatory(CAT_TAG.eventList, bytes(...events));
  return toTerminal(CAT_COMMAND.SET_UP_EVENT_LIST, { qualifier: 0, objects: [list] });
}

/** The card's menu; without items the terminal removes it. [TS102223 §6.4.8] */
export function setUpMenu(title: string, items: readonly MenuItem[]): ToolkitCommand {
  return toTerminal(CAT_COMMAND.SET_UP_MENU, { qualifier: 0, objects: menu(title, items) });
}

/** [TS102223 §6.4.9] */
export function selectItem(title: string, items: readonly MenuItem[]): ToolkitCommand {
  return toTerminal(CAT_COMMAND.SELECT_ITEM, { qualifier: 0, objects: menu(title, items) });
}

function menu(title: string, items: readonly MenuItem[]): readonly CatObject[] {
  const listed = items.length === 0 ? [bytes()] : items.map(itemValue);
  return [
    mandatory(CAT_TAG.alphaIdentifier, emitAlphaField(title)),
    ...listed.map((value) => mandatory(CAT_TAG.item, value)),
  ];
}

function itemValue({ id, text }: MenuItem): Bytes {
  return concat(bytes(id), emitAlphaField(text));
}

/** Until the user clears it. [TS102223 §6.4.1] */
export function displayText(text: string): ToolkitCommand {
  return {
    type: CAT_COMMAND.DISPLAY_TEXT,
    qualifier: CLEARED_BY_USER,
    destination: CAT_DEVICE.display,
    objects: [mandatory(CAT_TAG.textString, emitText(text))],
  };
}

/** Characters of the default alphabet, so many at least and at most. [TS102223 §6.4.3] */
export function getInput(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): ToolkitCommand {
  const objects = [
    mandatory(CAT_TAG.textString, emitText(text)),
    mandatory(CAT_TAG.responseLength, bytes(min, max)),
  ];
  return toTerminal(CAT_COMMAND.GET_INPUT, { qualifier: INPUT_ANY_CHARACTER, objects });
}

/** [TS102223 §6.4.15] */
export function provideLocalInformation(qualifier: number): ToolkitCommand {
  return toTerminal(CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, { qualifier, objects: [] });
}

/** A timer, 1 to 8, that runs for so many seconds. [TS102223 §6.4.21] */
export function startTimer(timer: number, seconds: number): ToolkitCommand {
  const objects = [
    mandatory(CAT_TAG.timerIdentifier, bytes(timer)),
    mandatory(CAT_TAG.timerValue, emitTimerValue(seconds)),
  ];
  return toTerminal(CAT_COMMAND.TIMER_MANAGEMENT, { qualifier: TIMER_ACTION.start, objects });
}

/** Its value, or its value and its end. [TS102223 §6.4.21] */
export function timer(
  id: number,
  action: typeof TIMER_ACTION.deactivate | typeof TIMER_ACTION.read,
): ToolkitCommand {
  const objects = [mandatory(CAT_TAG.timerIdentifier, bytes(id))];
  return toTerminal(CAT_COMMAND.TIMER_MANAGEMENT, { qualifier: action, objects });
}

/** An SMS-SUBMIT that goes out as it is. [TS31111 §6.4.10] */
export function sendShortMessage(tpdu: Bytes): ToolkitCommand {
  return {
    type: CAT_COMMAND.SEND_SHORT_MESSAGE,
    qualifier: 0,
    destination: CAT_DEVICE.network,
    objects: [mandatory(CAT_TAG.smsTpdu, tpdu)],
  };
}

function toTerminal(
  type: number,
  parts: Pick<ToolkitCommand, 'qualifier' | 'objects'>,
): ToolkitCommand {
  return { type, destination: CAT_DEVICE.terminal, ...parts };
}
