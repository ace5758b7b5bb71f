/** The tags that name the functions of ES10a, ES10b and ES10c. [SGP22 §5.7] */
export const ES10_TAG = {
  getEuiccInfo1: 0xbf20,
  prepareDownload: 0xbf21,
  getEuiccInfo2: 0xbf22,
  listNotification: 0xbf28,
  setNickname: 0xbf29,
  retrieveNotificationsList: 0xbf2b,
  getProfilesInfo: 0xbf2d,
  getEuiccChallenge: 0xbf2e,
  removeNotificationFromList: 0xbf30,
  enableProfile: 0xbf31,
  disableProfile: 0xbf32,
  deleteProfile: 0xbf33,
  euiccMemoryReset: 0xbf34,
  loadCrl: 0xbf35,
  loadBoundProfilePackage: 0xbf36,
  authenticateServer: 0xbf38,
  getEuiccConfiguredAddresses: 0xbf3c,
  getEuiccData: 0xbf3e,
  setDefaultDpAddress: 0xbf3f,
  cancelSession: 0xbf41,
  getRat: 0xbf43,
} as const;

/** Elements that several messages share. */
export const ELEMENT = {
  /** ISD-P AID. */
  isdPAid: 0x4f,
  /** ICCID as EF ICCID holds it, and the EID in its own message. */
  iccid: 0x5a,
  tagList: 0x5c,
  /** First and second alternative or element where the module tags automatically. */
  first: 0x80,
  second: 0x81,
  firstConstructed: 0xa0,
  secondConstructed: 0xa1,
  /** A signature. */
  signature: 0x5f37,
  /** A one-time public key. */
  oneTimeKey: 0x5f49,
} as const;
