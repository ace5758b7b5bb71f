/**
 * GENERATE AC and the issuer's answer to it: the first cryptogram goes online or declines, the
 * second approves where the issuer was authentic and approves. [EMVB3 §6.5.5] [EMVB3 §6.5.4]
 */
import { bigEndian, type Bytes, bytes, concat } from '../../../base/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { answer, demandP1P2, DONE } from '../../command-table.ts';
import { SIGNED } from './card-data.ts';
import { applicationCryptogram, emitCryptogram, isIssuersAnswer } from './cryptogram.ts';
import { lengthOf, valuesOf } from './data-object-list.ts';
import type { PaymentParts } from './payment-parts.ts';
import {
  CRYPTOGRAM,
  CRYPTOGRAM_VERSION,
  type CryptogramKind,
  SESSIONS,
  type Transaction,
  verificationResults,
} from './transaction.ts';

const CLAUSE = 'EMVB3 §6.5.5';
const KIND_BITS = 0xc0;
const KINDS: readonly number[] = Object.values(CRYPTOGRAM);
/** The issuer's cryptogram, status update, and up to eight bytes of its own. [EMVB2 §8.2.2] */
const ANSWER = { CRYPTOGRAM: 4, STATUS: 4, MAX: 16 } as const;
/** b8 of the second byte of the status update: the issuer approves. [EMVB3 §C10] */
const APPROVES = 0x80;

export function generateCryptogram(payment: PaymentParts, command: Command): Response {
  const { session, p1, p2, data } = command;
  const requested = p1 & KIND_BITS;
  if (p2 !== 0 || p1 !== requested || !KINDS.includes(requested)) {
    refuse(SW.WRONG_P1P2, CLAUSE, 'no such kind of cryptogram');
  }
  const state = SESSIONS.of(session);
  const { transaction } = state;
  if (transaction === undefined || transaction.stage === 'over') {
    return refuse(SW.CONDITIONS, CLAUSE, 'no transaction is under way');
  }
  const isFirst = transaction.stage === 'first';
  const list = payment.data.cryptogramList(isFirst ? 'first' : 'second');
  if (data.length !== lengthOf(list)) {
    refuse(SW.WRONG_LENGTH, CLAUSE, 'not the data that the list names');
  }
  const kind = isFirst ? firstKind(requested) : secondKind(requested, transaction);
  const issuerData = issuerApplicationData(payment, transaction, { kind, pin: state.pin });
  const { counter, key } = transaction;
  const terminals = valuesOf(list, data);
  const signed = concat(
    ...SIGNED.map(({ tag }) => terminals.get(tag)!),
    payment.data.profile,
    bigEndian(counter, 2),
    issuerData,
  );
  const cryptogram = applicationCryptogram(payment.context.crypto, key, signed);
  state.transaction =
    kind === CRYPTOGRAM.ONLINE
      ? { ...transaction, stage: 'second', first: kind, online: cryptogram }
      : { ...transaction, stage: 'over' };
  if (transaction.issuer === 'authentic') payment.onlineCounter.set(counter);
  report(payment, command, { kind, counter });
  return answer(emitCryptogram(kind, counter, { cryptogram, issuerData }));
}

/** The card decides nothing offline: what is to be approved goes online. */
function firstKind(requested: number): CryptogramKind {
  return requested === CRYPTOGRAM.DECLINED ? CRYPTOGRAM.DECLINED : CRYPTOGRAM.ONLINE;
}

function secondKind(requested: number, { issuer, isApproved }: Transaction): CryptogramKind {
  if (requested === CRYPTOGRAM.ONLINE) {
    return refuse(SW.CONDITIONS, CLAUSE, 'the transaction was online already');
  }
  const isGood = issuer === 'authentic' && isApproved === true;
  return requested === CRYPTOGRAM.APPROVED && isGood ? CRYPTOGRAM.APPROVED : CRYPTOGRAM.DECLINED;
}

function issuerApplicationData(
  { data }: PaymentParts,
  transaction: Transaction,
  now: Parameters<typeof verificationResults>[1],
): Bytes {
  const value = concat(
    data.derivation,
    bytes(CRYPTOGRAM_VERSION),
    verificationResults(transaction, now),
  );
  return concat(bytes(value.length), value);
}

/** A reader's transaction is reported to the terminal of its field. [TS102622 §11.4] */
function report(
  { context }: PaymentParts,
  { session }: Command,
  { kind, counter }: { readonly kind: number; readonly counter: number },
): void {
  if (session.card.link.mode !== 'contactless') return;
  context.notify(concat(bytes(kind), bigEndian(counter, 2)));
}

export function externalAuthenticate(payment: PaymentParts, command: Command): Response {
  const { session, data } = command;
  demandP1P2(command, 0, 'EMVB3 §6.5.4');
  const head = ANSWER.CRYPTOGRAM + ANSWER.STATUS;
  if (data.length < head || data.length > ANSWER.MAX) {
    refuse(SW.WRONG_LENGTH, 'EMVB3 §6.5.4', 'the issuer answers with 8 to 16 bytes');
  }
  const state = SESSIONS.of(session);
  const { transaction } = state;
  if (transaction?.online === undefined || transaction.issuer !== undefined) {
    return refuse(SW.CONDITIONS, 'EMVB3 §6.5.4', 'no cryptogram waits for the issuer');
  }
  const status = data.subarray(ANSWER.CRYPTOGRAM);
  const from = {
    cryptogram: transaction.online,
    status,
    answer: data.subarray(0, ANSWER.CRYPTOGRAM),
  };
  const isAuthentic = isIssuersAnswer(payment.context.crypto, transaction.key, from);
  const isApproved = (status[1]! & APPROVES) !== 0;
  const issuer = isAuthentic ? 'authentic' : 'false';
  state.transaction = { ...transaction, issuer, isApproved };
  if (isAuthentic) return DONE;
  return refuse(SW.AUTHENTICATION_FAILED, 'EMVB3 §6.5.4', 'the answer is not the issuer’s');
}
