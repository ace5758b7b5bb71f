/** A command APDU by the name that its specification gives it. */
import { type Bytes, hex, isWireError } from '../../base/index.ts';
import { INS, parseCommandApdu } from '../index.ts';
import { aidName } from './known-aids.ts';

/** Each instruction has one meaning, but for STATUS. [ISO7816-4 §5.4.2] [GPCS §11.1.1] */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(INS).map(([name, code]) => [code, nameOf(name)]),
);

/** `BEGIN_R_MAC_SESSION` is BEGIN R-MAC SESSION, and the odd code of GET DATA is GET DATA. */
function nameOf(key: string): string {
  return key.replace(/_ODD$/, '').replace('R_MAC', 'R-MAC').replaceAll('_', ' ');
}

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
  const name = ins === INS.STATUS && cla < PROPRIETARY ? 'STATUS' : NAMES.get(ins);
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
  if (ins === INS.GET_DATA) return ` ${hex(Uint8Array.of(p1, p2)).replace(/^00/, '')}`;
  if (ins !== INS.SELECT) return '';
  if (p1 !== BY_NAME) return data.length === 0 ? '' : ` file ${hex(data)}`;
  if (data.length === 0) return ' the default application';
  const known = aidName(data);
  return ` ${hex(data)}${known === undefined ? '' : ` (${known})`}`;
}
