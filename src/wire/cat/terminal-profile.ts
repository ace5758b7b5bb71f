/** What the terminal supports, as TERMINAL PROFILE has it. [TS102223 §5.2] */
import type { Bytes } from '../../base/index.ts';
import { CAT_COMMAND, CAT_EVENT, ENVELOPE_TAG } from './tags.ts';

/** Byte, from 1, and bit, from 1. */
type Place = readonly [byte: number, bit: number];

/** Where each proactive command has its bit. */
const COMMANDS: ReadonlyMap<number, Place> = new Map([
  [CAT_COMMAND.DISPLAY_TEXT, [3, 1]],
  [CAT_COMMAND.GET_INKEY, [3, 2]],
  [CAT_COMMAND.GET_INPUT, [3, 3]],
  [CAT_COMMAND.MORE_TIME, [3, 4]],
  [CAT_COMMAND.PLAY_TONE, [3, 5]],
  [CAT_COMMAND.POLL_INTERVAL, [3, 6]],
  [CAT_COMMAND.POLLING_OFF, [3, 7]],
  [CAT_COMMAND.REFRESH, [3, 8]],
  [CAT_COMMAND.SELECT_ITEM, [4, 1]],
  [CAT_COMMAND.SEND_SHORT_MESSAGE, [4, 2]],
  [CAT_COMMAND.SET_UP_CALL, [4, 5]],
  [CAT_COMMAND.SET_UP_MENU, [4, 6]],
  [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, [4, 7]],
  [CAT_COMMAND.SET_UP_EVENT_LIST, [5, 1]],
  [CAT_COMMAND.TIMER_MANAGEMENT, [8, 1]],
  [CAT_COMMAND.SET_UP_IDLE_MODE_TEXT, [8, 5]],
  [CAT_COMMAND.LANGUAGE_NOTIFICATION, [9, 7]],
  [CAT_COMMAND.LAUNCH_BROWSER, [9, 8]],
  [CAT_COMMAND.OPEN_CHANNEL, [12, 1]],
  [CAT_COMMAND.CLOSE_CHANNEL, [12, 2]],
  [CAT_COMMAND.RECEIVE_DATA, [12, 3]],
  [CAT_COMMAND.SEND_DATA, [12, 4]],
  [CAT_COMMAND.GET_CHANNEL_STATUS, [12, 5]],
]);

/** Whether the terminal has stated that it takes proactive commands of this type. */
export function supportsCommand(profile: Bytes, type: number): boolean {
  const place = COMMANDS.get(type);
  if (place === undefined) return false;
  const [byte, bit] = place;
  return ((profile[byte - 1] ?? 0) & (1 << (bit - 1))) !== 0;
}

/** Where each event that the terminal reports has its bit. */
const EVENTS: ReadonlyMap<number, Place> = new Map([
  [CAT_EVENT.locationStatus, [5, 5]],
  [CAT_EVENT.userActivity, [5, 6]],
  [CAT_EVENT.idleScreenAvailable, [5, 7]],
  [CAT_EVENT.languageSelection, [6, 1]],
]);

/** Envelopes that the terminal sends; profile download itself is the first bit. */
const ENVELOPES: ReadonlyMap<number, Place> = new Map([
  [ENVELOPE_TAG.smsPpDownload, [1, 2]],
  [ENVELOPE_TAG.cellBroadcastDownload, [1, 3]],
  [ENVELOPE_TAG.menuSelection, [1, 4]],
  [ENVELOPE_TAG.timerExpiration, [1, 6]],
]);
const PROFILE_DOWNLOAD: Place = [1, 1];
const PROFILE_LENGTH = 20;

/** The data of TERMINAL PROFILE of a terminal with these commands, events and envelopes. */
export function emitTerminalProfile(has: {
  readonly commands: readonly number[];
  readonly events: readonly number[];
  readonly envelopes: readonly number[];
}): Bytes {
  const profile = new Uint8Array(PROFILE_LENGTH);
  const places = [
    PROFILE_DOWNLOAD,
    ...has.commands.map((type) => COMMANDS.get(type)),
    ...has.events.map((event) => EVENTS.get(event)),
    ...has.envelopes.map((tag) => ENVELOPES.get(tag)),
  ];
  for (const place of places) {
    if (place !== undefined) profile[place[0] - 1]! |= 1 << (place[1] - 1);
  }
  return profile;
}
