/** INSTALL, LOAD, DELETE, STORE DATA: values of parameters, and tags. [GPCS §11.2] [GPCS §11.5] */

/** P1 of INSTALL. [GPCS §11.5.2.1 table 11-41] */
export const INSTALL_FOR = {
  LOAD: 0x02,
  INSTALL: 0x04,
  MAKE_SELECTABLE: 0x08,
  INSTALL_AND_MAKE_SELECTABLE: 0x0c,
  LOAD_INSTALL_AND_MAKE_SELECTABLE: 0x0e,
  EXTRADITION: 0x10,
  PERSONALIZATION: 0x20,
  REGISTRY_UPDATE: 0x40,
} as const;

/** In the parameters of INSTALL. [GPCS §11.5.2.3.7 table 11-49] */
export const INSTALL_TAG = {
  APPLICATION: 0xc9,
  SYSTEM: 0xef,
  /** What a UICC keeps, and in it what its toolkit does. [TS102226 §8.2.1.3.2.2] */
  UICC: 0xea,
  TOOLKIT: 0x80,
  TOKEN_REFERENCE: 0xb6,
  PROVIDER: 0x5f20,
  CODE_MEMORY: 0xc6,
  VOLATILE: 0xc7,
  NON_VOLATILE: 0xc8,
  SERVICES: 0xcb,
  IMPLICIT: 0xcf,
  VOLATILE_RESERVED: 0xd7,
  NON_VOLATILE_RESERVED: 0xd8,
  RESTRICT: 0xd9,
} as const;

/** In a load file. [GPCS §11.6.2.3 table 11-58] */
export const LOAD_FILE_TAG = {
  DAP_BLOCK: 0xe2,
  DOMAIN: 0x4f,
  SIGNATURE: 0xc3,
  BLOCK: 0xc4,
  VECTOR: 0xd3,
  CIPHERED_BLOCK: 0xd4,
} as const;

/** In the data field of DELETE. [GPCS §11.2.2.3] */
export const DELETE_TAG = {
  AID: 0x4f,
  REFERENCE: 0xb6,
  TOKEN: 0x9e,
  KEY_ID: 0xd0,
  KEY_VERSION: 0xd2,
} as const;

/** Bit of P2 of DELETE: the object and all that belongs to it. [GPCS §11.2.2.2 table 11-22] */
export const DELETE_RELATED = 0x80;

/** Bits of P1 of STORE DATA. [GPCS §11.11.2.1 table 11-89] */
export const STORE_DATA = { LAST: 0x80, MAY_RESPOND: 0x01 } as const;
export const FORMAT = { MASK: 0x18, NONE: 0x00, DGI: 0x08, BER_TLV: 0x10 } as const;
export const ENCRYPTION = {
  MASK: 0x60,
  NONE: 0x00,
  SOME: 0x20,
  RESERVED: 0x40,
  ALL: 0x60,
} as const;

/** First byte of a length of three bytes in a data grouping. [GPCS §11.1.12] */
export const DGI_LONG = 0xff;
