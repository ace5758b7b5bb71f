/**
 * The commands security domains know, and the classes each may come in. [GPCS §11] [GPCS §11.1.4]
 */
import { type Bytes, isWireError } from '../base/index.ts';
import { parseClassByte } from '../wire/index.ts';

export const INS = {
  INITIALIZE_UPDATE: 0x50,
  EXTERNAL_AUTHENTICATE: 0x82,
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

/** Bit 3 of a class in its first form: GlobalPlatform's secure messaging. [GPCS §11.1.4.1] */
export const CLASS_SECURE = 0x04;
/** Bit 4: ISO 7816-4's, which security domains here do not offer. */
export const CLASS_ISO_SECURE = 0x08;
export const CLASS_PROPRIETARY = 0x80;

/** P1-P2 of GET DATA that come with a tag list in the command. [GPCS §11.3.2.2] */
export const LIST_OF_APPLICATIONS = 0x2f00;

/** Commands that always bring data. */
const INCOMING: ReadonlySet<number> = new Set([
  INS.INITIALIZE_UPDATE,
  INS.EXTERNAL_AUTHENTICATE,
  INS.GET_DATA_ODD,
  INS.PUT_KEY,
  INS.STORE_DATA,
  INS.DELETE,
  INS.INSTALL,
  INS.LOAD,
  INS.SET_STATUS,
  INS.GET_STATUS,
]);

/**
 * What P3 of a T=0 header announces. GET DATA has none but under secure messaging,
 * whose code travels as data, or with a tag list. [ISO7816-3 §10.3.2]
 */
export function headerDirection(header: Bytes): 'in' | 'out' | undefined {
  const [cla, ins, p1, p2] = header;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined)
    return undefined;
  if (INCOMING.has(ins)) return 'in';
  if (ins !== INS.GET_DATA) return undefined;
  const read = parseClassByte(cla);
  if (isWireError(read)) return undefined;
  const isIn = (read.base & CLASS_SECURE) !== 0 || ((p1 << 8) | p2) === LIST_OF_APPLICATIONS;
  return isIn ? 'in' : 'out';
}
