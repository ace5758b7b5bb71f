/** VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN. [TS102221 §11.1.9] */
import { type Bytes, Secret } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { isUserPin, KEY, PIN_LENGTH } from '../pin/pin.ts';
import { keyOf, type PlacedPin } from '../pin/security-status.ts';
import { attemptsLeft, DONE, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';

const CLAUSE = {
  VERIFY: 'TS102221 §11.1.9',
  CHANGE: 'TS102221 §11.1.10',
  DISABLE: 'TS102221 §11.1.11',
  ENABLE: 'TS102221 §11.1.12',
  UNBLOCK: 'TS102221 §11.1.13',
} as const;

/** P1 of DISABLE PIN: the universal PIN stands in, and its reference. [TS102221 §11.1.11.2] */
const REPLACED_BY_UNIVERSAL = 0x80 | KEY.UNIVERSAL;

/** The PIN of P2. */
export function pinOf(place: Place, p2: number, clause: string): PlacedPin {
  const { uicc, context } = place;
  const near = [context.directory.volume, context.application];
  const placed = uicc.pins.find(p2, near);
  return placed ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, clause, 'no PIN has this reference');
}

function checkReference(place: Place, { p1, p2 }: CommandHead, clause: string): void {
  if (p1 !== 0) wrongParameters(clause, 'P1 is 00');
  pinOf(place, p2, clause);
}

function checkLength({ length }: CommandHead, required: number, clause: string): void {
  if (length !== required) wrongLength(clause, `the data have ${required} bytes`);
}

/** Refuses a PIN that is blocked or disabled. */
function refuseUnusable({ pin, store }: PlacedPin, clause: string): void {
  if (store.left(pin) === 0) refuse(SW.BLOCKED, clause, 'the PIN is blocked');
  if (!pin.enabled) refuse(SW.INVALIDATED, clause, 'the PIN is disabled');
}

/**
 * Compares a value with the PIN; `undefined` where it is right. A wrong one ends what the PIN had
 * opened in this card session. [TS102221 §9.3]
 */
export function presentPin(place: Place, placed: PlacedPin, value: Bytes): Response | undefined {
  const { pin, store } = placed;
  const verified = place.uicc.verifiedKeys(place.session);
  switch (store.present(pin, value)) {
    case 'right':
      return undefined;
    case 'blocked':
      return refuse(SW.BLOCKED, CLAUSE.VERIFY, 'the PIN is blocked');
    case 'wrong':
      verified.delete(keyOf(placed));
      return attemptsLeft(store.left(pin));
  }
}

function markVerified({ uicc, session }: Place, placed: PlacedPin): void {
  uicc.verifiedKeys(session).add(keyOf(placed));
}

export const verifyPin: UiccCommand = {
  name: 'VERIFY PIN',
  ins: INS.VERIFY,
  clause: CLAUSE.VERIFY,
  classes: 'inter-industry',
  direction: 'in',
  check(place, head) {
    checkReference(place, head, CLAUSE.VERIFY);
    if (head.length === 0) return;
    checkLength(head, PIN_LENGTH, CLAUSE.VERIFY);
    refuseUnusable(pinOf(place, head.p2, CLAUSE.VERIFY), CLAUSE.VERIFY);
  },
  run(place, { p2, data }) {
    const placed = pinOf(place, p2, CLAUSE.VERIFY);
    // Without data, attempts that are left. [TS102221 §11.1.9.1.2]
    if (data.length === 0) return attemptsLeft(placed.store.left(placed.pin));
    const wrong = presentPin(place, placed, data);
    if (wrong !== undefined) return wrong;
    markVerified(place, placed);
    return DONE;
  },
};

export const changePin: UiccCommand = {
  name: 'CHANGE PIN',
  ins: INS.CHANGE_REFERENCE_DATA,
  clause: CLAUSE.CHANGE,
  classes: 'inter-industry',
  direction: 'in',
  check(place, head) {
    checkReference(place, head, CLAUSE.CHANGE);
    checkLength(head, 2 * PIN_LENGTH, CLAUSE.CHANGE);
    refuseUnusable(pinOf(place, head.p2, CLAUSE.CHANGE), CLAUSE.CHANGE);
  },
  run(place, { p2, data }) {
    const placed = pinOf(place, p2, CLAUSE.CHANGE);
    const wrong = presentPin(place, placed, data.subarray(0, PIN_LENGTH));
    if (wrong !== undefined) return wrong;
    const value = new Secret(data.slice(PIN_LENGTH));
    placed.store.change(placed.pin, { value });
    markVerified(place, placed);
    return DONE;
  },
};

export const disablePin: UiccCommand = {
  name: 'DISABLE PIN',
  ins: INS.DISABLE_VERIFICATION_REQUIREMENT,
  clause: CLAUSE.DISABLE,
  classes: 'inter-industry',
  direction: 'in',
  check(place, head) {
    const { p1, p2 } = head;
    if (p1 !== 0 && p1 !== REPLACED_BY_UNIVERSAL) {
      wrongParameters(CLAUSE.DISABLE, 'only the universal PIN stands in for another');
    }
    checkReference(place, { ...head, p1: 0 }, CLAUSE.DISABLE);
    if (p1 !== 0) pinOf(place, KEY.UNIVERSAL, CLAUSE.DISABLE);
    if (p1 !== 0 && p2 === KEY.UNIVERSAL) {
      wrongParameters(CLAUSE.DISABLE, 'the universal PIN does not stand in for itself');
    }
    checkLength(head, PIN_LENGTH, CLAUSE.DISABLE);
    const placed = pinOf(place, p2, CLAUSE.DISABLE);
    refuseFixed(placed, CLAUSE.DISABLE);
    refuseUnusable(placed, CLAUSE.DISABLE);
  },
  run(place, { p1, p2, data }) {
    const placed = pinOf(place, p2, CLAUSE.DISABLE);
    const wrong = presentPin(place, placed, data);
    if (wrong !== undefined) return wrong;
    placed.store.change(placed.pin, { enabled: false, replaced: p1 !== 0 });
    return DONE;
  },
};

export const enablePin: UiccCommand = {
  name: 'ENABLE PIN',
  ins: INS.ENABLE_VERIFICATION_REQUIREMENT,
  clause: CLAUSE.ENABLE,
  classes: 'inter-industry',
  direction: 'in',
  check(place, head) {
    checkReference(place, head, CLAUSE.ENABLE);
    checkLength(head, PIN_LENGTH, CLAUSE.ENABLE);
    const placed = pinOf(place, head.p2, CLAUSE.ENABLE);
    const { pin, store } = placed;
    refuseFixed(placed, CLAUSE.ENABLE);
    if (store.left(pin) === 0) refuse(SW.BLOCKED, CLAUSE.ENABLE, 'the PIN is blocked');
    if (pin.enabled) refuse(SW.CONDITIONS, CLAUSE.ENABLE, 'the PIN is enabled');
  },
  run(place, { p2, data }) {
    const placed = pinOf(place, p2, CLAUSE.ENABLE);
    const wrong = presentPin(place, placed, data);
    if (wrong !== undefined) return wrong;
    const { pin, store } = placed;
    store.change(pin, { enabled: true, replaced: false });
    markVerified(place, placed);
    return DONE;
  },
};

function refuseFixed({ pin }: PlacedPin, clause: string): void {
  if (pin.canBeDisabled && isUserPin(pin.reference)) return;
  refuse(SW.CONDITIONS, clause, 'this PIN is neither disabled nor enabled');
}

export const unblockPin: UiccCommand = {
  name: 'UNBLOCK PIN',
  ins: INS.RESET_RETRY_COUNTER,
  clause: CLAUSE.UNBLOCK,
  classes: 'inter-industry',
  direction: 'in',
  check(place, head) {
    checkReference(place, head, CLAUSE.UNBLOCK);
    if (head.length !== 0) checkLength(head, 2 * PIN_LENGTH, CLAUSE.UNBLOCK);
    const { pin, store } = pinOf(place, head.p2, CLAUSE.UNBLOCK);
    if (pin.unblock === undefined)
      refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE.UNBLOCK, 'the PIN has no unblock code');
    if (head.length !== 0 && store.unblockLeft(pin) === 0)
      refuse(SW.BLOCKED, CLAUSE.UNBLOCK, 'the unblock code is blocked');
  },
  run(place, { p2, data }) {
    const placed = pinOf(place, p2, CLAUSE.UNBLOCK);
    const { pin, store } = placed;
    if (data.length === 0) return attemptsLeft(store.unblockLeft(pin));
    switch (store.presentUnblock(pin, data.subarray(0, PIN_LENGTH))) {
      case 'blocked':
        return refuse(SW.BLOCKED, CLAUSE.UNBLOCK, 'the unblock code is blocked');
      case 'wrong':
        return attemptsLeft(store.unblockLeft(pin));
      case 'right':
        store.renew(pin, data.subarray(PIN_LENGTH));
        markVerified(place, placed);
        return DONE;
    }
  },
};
