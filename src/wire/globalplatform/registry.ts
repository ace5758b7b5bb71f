/** GET STATUS, SET STATUS and entries of the registry. [GPCS §11.4] [GPCS §11.10] */

/** P1 of GET STATUS. [GPCS §11.4.2.1 table 11-33] */
export const SUBSET = {
  ISSUER: 0x80,
  APPLICATIONS: 0x40,
  LOAD_FILES: 0x20,
  LOAD_FILES_AND_MODULES: 0x10,
} as const;

/** Bits of P2 of GET STATUS. [GPCS §11.4.2.2 table 11-34] */
export const LISTING = { NEXT: 0x01, TLV: 0x02 } as const;

/** [GPCS §11.4.3.1 table 11-36] [GPCS §11.4.3.1 table 11-37] */
export const ENTRY_TAG = {
  ENTRY: 0xe3,
  AID: 0x4f,
  LIFE_CYCLE: 0x9f70,
  PRIVILEGES: 0xc5,
  LOAD_FILE: 0xc4,
  VERSION: 0xce,
  MODULE: 0x84,
  DOMAIN: 0xcc,
  IMPLICIT: 0xcf,
} as const;

/** P1 of SET STATUS. [GPCS §11.10.2.1 table 11-86] */
export const STATUS_TARGET = { CARD: 0x80, ENTITY: 0x40, DOMAIN_AND_ITS_OWN: 0x60 } as const;
