/** Access rules from the names of conditions: the records of one EF.ARR. [TS102221 §9.2.7] */
import { bigEndian, type Bytes, bytes, concat, EMPTY, hex, unhex } from '../../base/index.ts';
import { KEY } from '../pin/pin.ts';
import { emitTlv, INS } from '../../wire/index.ts';

/** Conditions by name: always, never, or names of PINs and keys with `|` between them. */
export interface Conditions {
  readonly read: string;
  readonly update: string;
  readonly manage: string;
  readonly increase?: string | undefined;
}

/** What the rule is of: an EF, a cyclic one, or a DF. */
type Of = 'ef' | 'cyclic' | 'df';

const TAG_REFERENCED = 0x8b;
const AM = 0x80;
const AM_COMMANDS = 0x84;
const SC = { always: 0x90, never: 0x97, any: 0xa0, key: 0xa4 } as const;
const USAGE_USER = 0x08;
/** Bits of the access mode byte of an EF, and of a DF. [TS102221 §9.2.4] */
const EF = { read: 0x01, update: 0x02, manage: 0x78 } as const;
const DF = { create: 0x06, manage: 0x79 } as const;

/** The key reference of a name. [TS102221 §9.5.1 table 9.3] */
export function keyReference(name: string): number {
  if (name === 'UPIN') return KEY.UNIVERSAL;
  if (name === 'PIN2') return KEY.LOCAL_MIN;
  const number = Number(name.slice(3));
  if (!name.startsWith('ADM')) return KEY.APPLICATION_MIN + number - 1;
  return number <= 5 ? KEY.ADM1 + number - 1 : KEY.ADM6 + number - 6;
}

export class AccessRules {
  readonly #fid: number;
  /** Rules in hexadecimal, by record. */
  readonly #records: string[] = [];

  constructor(fid: number) {
    this.#fid = fid;
  }

  /** The object 8B of a file with these conditions. */
  reference(conditions: Conditions, of: Of): Bytes {
    const rule = hex(of === 'df' ? directoryRule(conditions) : fileRule(conditions, of));
    let at = this.#records.indexOf(rule);
    if (at === -1) at = this.#records.push(rule) - 1;
    return emitTlv(TAG_REFERENCED, bigEndian(this.#fid, 2), bytes(at + 1));
  }

  /** What EF.ARR holds, all rules once. */
  file(): { readonly records: readonly Bytes[]; readonly recordLength: number } {
    const records = this.#records.map(unhex);
    const recordLength = Math.max(...records.map((one) => one.length));
    const padded = records.map((one) => {
      const whole = new Uint8Array(recordLength).fill(0xff);
      whole.set(one);
      return whole;
    });
    return { records: padded, recordLength };
  }
}

function fileRule({ read, update, manage, increase }: Conditions, of: Of): Bytes {
  return concat(
    mode(EF.read, read),
    mode(EF.update, update),
    mode(EF.manage, manage),
    instruction(INS.RESIZE_FILE, manage),
    of === 'cyclic' ? instruction(INS.INCREASE, increase ?? update) : EMPTY,
  );
}

function directoryRule({ update, manage }: Conditions): Bytes {
  return concat(mode(DF.create, update), mode(DF.manage, manage));
}

function mode(bits: number, condition: string): Bytes {
  return concat(emitTlv(AM, bytes(bits)), conditionBytes(condition));
}

function instruction(ins: number, condition: string): Bytes {
  return concat(emitTlv(AM_COMMANDS, bytes(ins)), conditionBytes(condition));
}

function conditionBytes(condition: string): Bytes {
  if (condition === 'always') return emitTlv(SC.always);
  if (condition === 'never') return emitTlv(SC.never);
  const keys = condition
    .split('|')
    .map((name) =>
      emitTlv(SC.key, emitTlv(0x83, bytes(keyReference(name))), emitTlv(0x95, bytes(USAGE_USER))),
    );
  return keys.length === 1 ? keys[0]! : emitTlv(SC.any, ...keys);
}
