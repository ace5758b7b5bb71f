/**
 * GENERATE AC and the issuer's answer to it: the first cryptogram goes online or declines, the
 * second approves where the issuer was authentic and approves. [EMVB3 §6.5.5] [EMVB3 §6.5.4]
 */
import { bigEndian, type Bytes, bytes, concat } from '../../../base/index.ts';
import { type Command, refuse, type Response, type Session } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { answer, demandP1P2, DONE, type ModuleHead } from '../../command-table.ts';
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
const KINDS: readonly number[] = Object.values(CRYPTOGRAM);
/** The issuer's cryptogram, status update, and up to eight bytes of its own. [EMVB2 §8.2.2] */
const ANSWER = { CRYPTOGRAM: 4, STATUS: 4, MAX: 16 } as const;
/** b8 of the second byte of the status update: the issuer approves. [EMVB3 §C10] */
const APPROVES = 0x80;

export function checkGenerate(payment: PaymentParts, head: ModuleHead): void {
  const { session, p1, p2, length } = head;
  if (p2 !== 0 || !KINDS.includes(p1)) {
    refuse(SW.WRONG_P1P2, CLAUSE, 'no such kind of cryptogram');
  }
  if (length === lengthOf(listFor(payment, underWay(session)))) return;
  refuse(SW.WRONG_LENGTH, CLAUSE, 'not the data that the list names');
}

function underWay(session: Session): Transaction {
  const { transaction } = SESSIONS.of(session);
  if (transaction !== undefined && transaction.stage !== 'over') return transaction;
  return refuse(SW.CONDITIONS, CLAUSE, 'no transaction is under way');
}

function listFor({ data }: PaymentParts, { stage }: Transaction) {
  return data.cryptogramList(stage === 'first' ? 'first' : 'second');
}

export function generateCryptogram(payment: PaymentParts, command: Command): Response {
  const { session, p1: requested, data } = command;
  const state = SESSIONS.of(session);
  const transaction = underWay(session);
  const isFirst = transaction.stage === 'first';
  const list = listFor(payment, transaction);
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

export function checkExternalAuthenticate(head: ModuleHead): void {
  const { session, length } = head;
  demandP1P2(head, 0, 'EMVB3 §6.5.4');
  if (length < ANSWER.CRYPTOGRAM + ANSWER.STATUS || length > ANSWER.MAX) {
    refuse(SW.WRONG_LENGTH, 'EMVB3 §6.5.4', 'the issuer answers with 8 to 16 bytes');
  }
  waitingForIssuer(session);
}

function waitingForIssuer(session: Session): Transaction & { readonly online: Bytes } {
  const { transaction } = SESSIONS.of(session);
  const { online, issuer } = transaction ?? {};
  if (transaction !== undefined && online !== undefined && issuer === undefined)
    return { ...transaction, online };
  return refuse(SW.CONDITIONS, 'EMVB3 §6.5.4', 'no cryptogram waits for the issuer');
}

export function externalAuthenticate(payment: PaymentParts, command: Command): Response {
  const { session, data } = command;
  const state = SESSIONS.of(session);
  const transaction = waitingForIssuer(session);
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
