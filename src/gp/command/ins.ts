/** Instruction bytes of GlobalPlatform's commands, the one list of them. [GPCS §11] [GPCS §E.5] */
export const INS = {
  PERFORM_SECURITY_OPERATION: 0x2a,
  INITIALIZE_UPDATE: 0x50,
  END_R_MAC_SESSION: 0x78,
  BEGIN_R_MAC_SESSION: 0x7a,
  EXTERNAL_AUTHENTICATE: 0x82,
  INTERNAL_AUTHENTICATE: 0x88,
  SELECT: 0xa4,
  GET_DATA: 0xca,
  GET_DATA_ODD: 0xcb,
  PUT_KEY: 0xd8,
  STORE_DATA: 0xe2,
  DELETE: 0xe4,
  INSTALL: 0xe6,
  LOAD: 0xe8,
  SET_STATUS: 0xf0,
  GET_STATUS: 0xf2,
} as const;
