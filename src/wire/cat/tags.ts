/** Tags of objects and templates, and the values in them. [TS101220 §7.2] [TS102223 §8, §9] */

/** Objects, without the bit of comprehension. [TS102223 §9.3] */
export const CAT_TAG = {
  commandDetails: 0x01,
  deviceIdentities: 0x02,
  result: 0x03,
  duration: 0x04,
  alphaIdentifier: 0x05,
  address: 0x06,
  smsTpdu: 0x0b,
  cellBroadcastPage: 0x0c,
  textString: 0x0d,
  item: 0x0f,
  itemIdentifier: 0x10,
  responseLength: 0x11,
  fileList: 0x12,
  locationInformation: 0x13,
  imei: 0x14,
  helpRequest: 0x15,
  networkMeasurement: 0x16,
  defaultText: 0x17,
  eventList: 0x19,
  locationStatus: 0x1b,
  timerIdentifier: 0x24,
  timerValue: 0x25,
  dateTime: 0x26,
  language: 0x2d,
  timingAdvance: 0x2e,
  aid: 0x2f,
  accessTechnology: 0x3f,
  batteryState: 0x63,
} as const;

/** BER-TLV templates: what goes to the terminal, and what comes in ENVELOPE. [TS102223 §9.1] */
export const PROACTIVE_COMMAND_TAG = 0xd0;
export const ENVELOPE_TAG = {
  smsPpDownload: 0xd1,
  cellBroadcastDownload: 0xd2,
  menuSelection: 0xd3,
  callControl: 0xd4,
  moShortMessageControl: 0xd5,
  eventDownload: 0xd6,
  timerExpiration: 0xd7,
} as const;

/** Type of command. [TS102223 §9.4] */
export const CAT_COMMAND = {
  REFRESH: 0x01,
  MORE_TIME: 0x02,
  POLL_INTERVAL: 0x03,
  POLLING_OFF: 0x04,
  SET_UP_EVENT_LIST: 0x05,
  SET_UP_CALL: 0x10,
  SEND_SHORT_MESSAGE: 0x13,
  LAUNCH_BROWSER: 0x15,
  PLAY_TONE: 0x20,
  DISPLAY_TEXT: 0x21,
  GET_INKEY: 0x22,
  GET_INPUT: 0x23,
  SELECT_ITEM: 0x24,
  SET_UP_MENU: 0x25,
  PROVIDE_LOCAL_INFORMATION: 0x26,
  TIMER_MANAGEMENT: 0x27,
  SET_UP_IDLE_MODE_TEXT: 0x28,
  LANGUAGE_NOTIFICATION: 0x35,
  OPEN_CHANNEL: 0x40,
  CLOSE_CHANNEL: 0x41,
  RECEIVE_DATA: 0x42,
  SEND_DATA: 0x43,
  GET_CHANNEL_STATUS: 0x44,
} as const;

/** Device identities. [TS102223 §8.7] */
export const CAT_DEVICE = {
  keypad: 0x01,
  display: 0x02,
  earpiece: 0x03,
  card: 0x81,
  terminal: 0x82,
  network: 0x83,
} as const;

/** General result. [TS102223 §8.12] */
export const CAT_RESULT = {
  done: 0x00,
  doneInPart: 0x01,
  doneWithMissingInformation: 0x02,
  endedByUser: 0x10,
  backward: 0x11,
  noAnswer: 0x12,
  help: 0x13,
  terminalBusy: 0x20,
  networkBusy: 0x21,
  contradictsTimer: 0x24,
  beyondTerminal: 0x30,
  typeNotUnderstood: 0x31,
  dataNotUnderstood: 0x32,
  numberNotKnown: 0x33,
  valuesMissing: 0x36,
} as const;

/** Qualifier of REFRESH. [TS102223 §8.6] */
export const REFRESH_MODE = {
  initAndFullFileChange: 0x00,
  fileChange: 0x01,
  initAndFileChange: 0x02,
  init: 0x03,
  reset: 0x04,
  applicationReset: 0x05,
  sessionReset: 0x06,
  profileStateChange: 0x09,
} as const;

/** Qualifier of PROVIDE LOCAL INFORMATION. [TS102223 §8.6] */
export const LOCAL_INFORMATION = {
  location: 0x00,
  imei: 0x01,
  networkMeasurement: 0x02,
  dateTime: 0x03,
  language: 0x04,
  timingAdvance: 0x05,
  accessTechnology: 0x06,
  batteryState: 0x0a,
} as const;

/** Qualifier of TIMER MANAGEMENT. [TS102223 §8.6] */
export const TIMER_ACTION = { start: 0x00, deactivate: 0x01, read: 0x02 } as const;

/** Events of SET UP EVENT LIST and EVENT DOWNLOAD. [TS102223 §8.25] */
export const CAT_EVENT = {
  mtCall: 0x00,
  callConnected: 0x01,
  callDisconnected: 0x02,
  locationStatus: 0x03,
  userActivity: 0x04,
  idleScreenAvailable: 0x05,
  cardReaderStatus: 0x06,
  languageSelection: 0x07,
  browserTermination: 0x08,
  dataAvailable: 0x09,
  channelStatus: 0x0a,
  accessTechnologyChange: 0x0b,
  networkSearchModeChange: 0x10,
} as const;
