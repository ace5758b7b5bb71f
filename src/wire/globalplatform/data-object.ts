/** Data objects of a security domain, by their tags. [GPCS §11.3.2.1] [GPCS §H.2] */

export const OBJECT = {
  IIN: 0x42,
  CIN: 0x45,
  AID: 0x4f,
  CARD_DATA: 0x66,
  CAPABILITIES: 0x67,
  SEQUENCE_COUNTER: 0xc1,
  CONFIRMATION_COUNTER: 0xc2,
  DIVERSIFICATION: 0xcf,
  SECURITY_LEVEL: 0xd3,
  KEY_INFORMATION: 0xe0,
  PRODUCTION: 0x9f7f,
  /** Certificates, by the key reference in the command. [GPAmdF §6.6] */
  CERTIFICATES: 0xbf21,
} as const;

/** In card data. [GPCS §H.2 table H-1] */
export const RECOGNITION_TAG = {
  TEMPLATE: 0x73,
  OBJECT_IDENTIFIER: 0x06,
  VERSION: 0x60,
  IDENTIFICATION: 0x63,
  SECURE_CHANNEL: 0x64,
  CONFIGURATION: 0x65,
  CHIP: 0x66,
  TRUST_POINT: 0x67,
  CERTIFICATE: 0x68,
} as const;

/** One key in the key information template. [GPCS §11.3.3.1.1] */
export const TAG_KEY_INFORMATION = 0xc0;

/** By what a key is named where certificates are read or stored. [GPAmdF §6.6] */
export const KEY_REFERENCE_TAG = { CONTROL: 0xa6, KEY: 0x83 } as const;
