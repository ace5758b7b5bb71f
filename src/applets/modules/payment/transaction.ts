/**
 * The part of a transaction that a session keeps: from GET PROCESSING OPTIONS to the last
 * cryptogram. RAM, which ends with the selection. [EMVB3 §6.3]
 */
import type { Bytes } from '../../../base/index.ts';
import { ramSlot, type Session } from '../../../os/abi/index.ts';

/** b8 b7 of P1 of GENERATE AC, and of the cryptogram's information data. [EMVB3 §6.5.5] */
export const CRYPTOGRAM = { DECLINED: 0x00, APPROVED: 0x40, ONLINE: 0x80 } as const;
export type CryptogramKind = (typeof CRYPTOGRAM)[keyof typeof CRYPTOGRAM];

export interface Transaction {
  /** What comes next; `undefined` before GET PROCESSING OPTIONS. */
  readonly stage: 'first' | 'second' | 'over';
  readonly counter: number;
  readonly key: Bytes;
  /** The cryptogram that went online, and what the issuer has answered. */
  readonly online?: Bytes;
  readonly issuer?: 'authentic' | 'false';
  readonly isApproved?: boolean;
  readonly first?: CryptogramKind;
}

export interface PaymentSession {
  transaction: Transaction | undefined;
  /** Whether the PIN was presented in this session, and rightly. */
  pin: 'none' | 'right' | 'wrong';
}

export const SESSIONS = ramSlot<Session, PaymentSession>(() => ({
  transaction: undefined,
  pin: 'none',
}));

/** Issuer application data: length, key derivation, version 18, verification results. */
export const CRYPTOGRAM_VERSION = 0x12;

/** b8 b7: second cryptogram, b6 b5: first one. */
const SECOND_NOT_REQUESTED = 0x80;
const SHIFT = { FIRST: 2, SECOND: 0 } as const;
const PIN_TRIED = 0x08;
const PIN_WRONG = 0x04;
const ISSUER_FALSE = 0x40;

/** Card verification results: length, then three bytes. [EMVB3 §C7] */
export function verificationResults(
  { first, issuer }: Pick<Transaction, 'first' | 'issuer'>,
  now: { readonly kind: CryptogramKind; readonly pin: PaymentSession['pin'] },
): Bytes {
  const isFirst = first === undefined;
  const second = isFirst ? SECOND_NOT_REQUESTED : now.kind >> SHIFT.SECOND;
  const kinds = second | ((first ?? now.kind) >> SHIFT.FIRST);
  const pin = now.pin === 'none' ? 0 : PIN_TRIED | (now.pin === 'wrong' ? PIN_WRONG : 0);
  return Uint8Array.of(3, kinds, pin | (issuer === 'false' ? ISSUER_FALSE : 0), 0);
}
