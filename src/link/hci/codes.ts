/** Numbers of HCI that more than one gate needs. [TS102622 §4.2, §4.3, §6.1] */

export const HOST = { CONTROLLER: 0x00, TERMINAL: 0x01, UICC: 0x02, ESE: 0xc0 } as const;

export const GATE = {
  ADMIN: 0x00,
  LOOPBACK: 0x04,
  IDENTITY: 0x05,
  LINK: 0x06,
  CARD_B: 0x21,
  CARD_A: 0x23,
  APDU: 0x30,
  CONNECTIVITY: 0x41,
} as const;

export const PIPE = { LINK: 0x00, ADMIN: 0x01, FIRST_DYNAMIC: 0x02, LAST_DYNAMIC: 0x6f } as const;

export const COMMAND = {
  SET_PARAMETER: 0x01,
  GET_PARAMETER: 0x02,
  OPEN_PIPE: 0x03,
  CLOSE_PIPE: 0x04,
  CREATE_PIPE: 0x10,
  DELETE_PIPE: 0x11,
  NOTIFY_PIPE_CREATED: 0x12,
  NOTIFY_PIPE_DELETED: 0x13,
  CLEAR_ALL_PIPE: 0x14,
  NOTIFY_ALL_PIPE_CLEARED: 0x15,
} as const;

export const ANSWER = {
  OK: 0x00,
  NOT_CONNECTED: 0x01,
  PARAMETERS_UNKNOWN: 0x02,
  NOK: 0x03,
  NO_PIPES_AVAILABLE: 0x04,
  REGISTRY_UNKNOWN: 0x05,
  PIPE_NOT_OPENED: 0x06,
  COMMAND_NOT_SUPPORTED: 0x07,
  INHIBITED: 0x08,
  TIMEOUT: 0x09,
  REGISTRY_ACCESS_DENIED: 0x0a,
  PIPE_ACCESS_DENIED: 0x0b,
} as const;

/** Events of all gates, and of the administration gate. [TS102622 §6.1.4] */
export const EVENT = { END_OF_OPERATION: 0x01, POST_DATA: 0x02, HOT_PLUG: 0x03 } as const;

/** Registry of the controller's administration gate. [TS102622 §7.1.1.1] */
export const ADMIN = {
  SESSION_IDENTITY: 0x01,
  MAX_PIPE: 0x02,
  WHITELIST: 0x03,
  HOST_LIST: 0x04,
  HOST_ID: 0x05,
  HOST_TYPE: 0x06,
  HOST_TYPE_LIST: 0x07,
} as const;

/** Two bytes each. [TS102622 §7.1.1.1] */
export const HOST_TYPE = {
  CONTROLLER: 0x0000,
  TERMINAL: 0x0100,
  UICC: 0x0200,
  ESE: 0x0300,
} as const;
