/** A command APDU by the name that its specification gives it. */
import { type Bytes, hex, isWireError } from '../../base/index.ts';
import { parseCommandApdu } from '../index.ts';
import { aidName } from './known-aids.ts';

/** Instructions that have one meaning in every class. [ISO7816-4 §5.4.2] [GPCS §11.1.1] */
const NAMES: Readonly<Record<number, string>> = {
  0x04: 'DEACTIVATE FILE',
  0x10: 'TERMINAL PROFILE',
  0x12: 'FETCH',
  0x14: 'TERMINAL RESPONSE',
  0x20: 'VERIFY',
  0x24: 'CHANGE REFERENCE DATA',
  0x26: 'DISABLE VERIFICATION REQUIREMENT',
  0x28: 'ENABLE VERIFICATION REQUIREMENT',
  0x2a: 'PERFORM SECURITY OPERATION',
  0x2c: 'RESET RETRY COUNTER',
  0x44: 'ACTIVATE FILE',
  0x50: 'INITIALIZE UPDATE',
  0x70: 'MANAGE CHANNEL',
  0x82: 'EXTERNAL AUTHENTICATE',
  0x84: 'GET CHALLENGE',
  0x88: 'AUTHENTICATE',
  0xa2: 'SEARCH RECORD',
  0xa4: 'SELECT',
  0xb0: 'READ BINARY',
  0xb2: 'READ RECORD',
  0xc0: 'GET RESPONSE',
  0xc2: 'ENVELOPE',
  0xca: 'GET DATA',
  0xcb: 'GET DATA',
  0xd6: 'UPDATE BINARY',
  0xd8: 'PUT KEY',
  0xdc: 'UPDATE RECORD',
  0xe2: 'STORE DATA',
  0xe4: 'DELETE',
  0xe6: 'INSTALL',
  0xe8: 'LOAD',
  0xf0: 'SET STATUS',
  0xf2: 'GET STATUS',
};

const INS_SELECT = 0xa4;
const INS_STATUS = 0xf2;
const INS_GET_DATA = 0xca;
const BY_NAME = 0x04;
/** The proprietary class. [ISO7816-4 §5.4.1] */
const PROPRIETARY = 0x80;
const CHANNEL_BITS = 0x03;
const FURTHER = 0x40;

/** `SELECT A000000151000000 (GlobalPlatform issuer security domain) on channel 1`. */
export function commandName(apdu: Bytes): string | undefined {
  const command = parseCommandApdu(apdu);
  if (isWireError(command)) return undefined;
  const { cla, ins, p1, p2, data } = command;
  const name = ins === INS_STATUS && cla < PROPRIETARY ? 'STATUS' : NAMES[ins];
  if (name === undefined) return undefined;
  const channel = (cla & FURTHER) === 0 ? cla & CHANNEL_BITS : (cla & 0x0f) + CHANNEL_BITS + 1;
  const on = channel === 0 ? '' : ` on channel ${channel}`;
  return `${name}${object({ ins, p1, p2, data })}${on}`;
}

interface Parameters {
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
}

function object({ ins, p1, p2, data }: Parameters): string {
  if (ins === INS_GET_DATA) return ` ${hex(Uint8Array.of(p1, p2)).replace(/^00/, '')}`;
  if (ins !== INS_SELECT) return '';
  if (p1 !== BY_NAME) return data.length === 0 ? '' : ` file ${hex(data)}`;
  if (data.length === 0) return ' the default application';
  const known = aidName(data);
  return ` ${hex(data)}${known === undefined ? '' : ` (${known})`}`;
}
