/**
 * Receipts: proof for the issuer of what a delegated domain did. Its policy here: a security domain
 * with Receipt Generation makes them once it has a key for them. [GPCS §11.1.6] [GPCS §C.5]
 */
import { bigEndian, type Bytes, concat, EMPTY } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { emitField, emitLongField, OBJECT, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import {
  CONFIRMATION_COUNTER_LENGTH,
  CONFIRMATION_COUNTER_MAX,
  confirmationCounter,
} from '../domain/confirmation-counter.ts';
import { DataObjects } from '../domain/data-objects.ts';
import type { Domain } from '../domain/domain.ts';
import { isInUse } from '../registry/life-cycle.ts';
import { NOTHING_TO_CONFIRM } from './loading.ts';
import { keyFor, signWith } from './signature.ts';
import { holderAround, type Token, tokenIdentifier } from './token.ts';

const CLAUSE = 'GPCS §C.5';
/** Bytes of a confirmation, whose length has at most two bytes. [GPCS §11.1.6 table 11-13] */
const CONFIRMATION_MAX = 0xff;

/** The response to what a delegated domain did; `done` as its receipt has it, lengths and all. */
export function confirm(domain: Domain, token: Token, done: Bytes): Response {
  const { environment, entry } = domain;
  if (!domain.holds(PRIVILEGE.DELEGATED_MANAGEMENT)) return NOTHING_TO_CONFIRM;
  const maker = holderAround(environment, entry, PRIVILEGE.RECEIPT_GENERATION);
  const key = maker && isInUse(maker) && keyFor(environment, maker, 'receipt');
  if (maker === undefined || !key) return NOTHING_TO_CONFIRM;
  const nvm = environment.registry.content(maker);
  const counter = confirmationCounter(nvm);
  const count = counter.get();
  if (count >= CONFIRMATION_COUNTER_MAX) {
    refuse(SW.CONDITIONS, CLAUSE, 'the confirmation counter is at its end');
  }
  const objects = new DataObjects(nvm);
  const unique = concat(objects.get(OBJECT.IIN) ?? EMPTY, objects.get(OBJECT.CIN) ?? EMPTY);
  const identifier = tokenIdentifier(token);
  const data = concat(
    emitField(bigEndian(count, CONFIRMATION_COUNTER_LENGTH)),
    emitField(unique),
    identifier.length === 0 ? EMPTY : emitField(identifier),
  );
  const receipt = signWith(environment, key, concat(data, done));
  if (receipt === undefined) {
    return refuse(SW.CONDITIONS, CLAUSE, `the receipt key of ${maker.name} does not sign`);
  }
  const confirmation = concat(emitLongField(receipt), data);
  if (confirmation.length > CONFIRMATION_MAX) {
    refuse(SW.CONDITIONS, CLAUSE, 'the receipt key is too long for a confirmation');
  }
  counter.set(count + 1);
  return { data: emitLongField(confirmation), sw: SW.OK };
}
