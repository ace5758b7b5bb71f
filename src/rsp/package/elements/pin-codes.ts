/** PINs and their unblocking codes. [SAIP §8.5.1] [SAIP §8.5.2] */
import { Secret } from '../../../base/index.ts';
import {
  PIN_DEFAULTS,
  type PinConfiguration,
  PUK_DEFAULTS,
  type PukCodes,
} from '../../../wire/saip/index.ts';
import { badValues } from '../element-problem.ts';
import type { PlannedPin } from '../plan.ts';

/** Bits of the attributes of a PIN. */
const ATTRIBUTE = { ENABLED: 0x01, CAN_BE_CHANGED: 0x02, CAN_BE_DISABLED: 0x04 } as const;
const GLOBAL = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 138, 139, 140, 141, 142];
const LOCAL = [129, 130, 131, 132, 133, 134, 135, 136];

export type UnblockCode = NonNullable<PlannedPin['unblock']>;

/** Unblocking codes by their references. */
export function unblockCodes({ pukCodes }: PukCodes): ReadonlyMap<number, UnblockCode> {
  const codes = new Map<number, UnblockCode>();
  for (const { keyReference, pukValue, attempts } of pukCodes) {
    if (codes.has(keyReference)) throw badValues(`PUK ${keyReference} is defined twice`);
    const counters = attemptsOf(attempts ?? PUK_DEFAULTS.attempts);
    codes.set(keyReference, { value: new Secret(Uint8Array.from(pukValue)), ...counters });
  }
  return codes;
}

export interface PinScope {
  /** Global references belong to the MF, local ones to an ADF or DF. [SAIP §8.5.1] */
  readonly allowed: 'global' | 'local' | 'both';
  readonly codes: ReadonlyMap<number, UnblockCode>;
}

export function plannedPins(
  list: readonly PinConfiguration[],
  { allowed, codes }: PinScope,
): readonly PlannedPin[] {
  const pins: PlannedPin[] = [];
  for (const one of list) {
    const { keyReference: reference, unblockingPINReference: puk } = one;
    if (!isAllowed(reference, allowed))
      throw badValues(`key reference ${reference} has no place in this directory`);
    if (pins.some((known) => known.reference === reference))
      throw badValues(`PIN ${reference} is defined twice`);
    const unblock = puk === undefined ? undefined : codes.get(puk);
    if (puk !== undefined && unblock === undefined)
      throw badValues(`PIN ${reference} names PUK ${puk}, which is not defined`);
    const attributes = one.pinAttributes ?? PIN_DEFAULTS.pinAttributes;
    pins.push({
      reference,
      value: new Secret(Uint8Array.from(one.pinValue)),
      enabled: (attributes & ATTRIBUTE.ENABLED) !== 0,
      canBeChanged: (attributes & ATTRIBUTE.CAN_BE_CHANGED) !== 0,
      canBeDisabled: (attributes & ATTRIBUTE.CAN_BE_DISABLED) !== 0,
      ...attemptsOf(one.attempts ?? PIN_DEFAULTS.attempts),
      unblock,
    });
  }
  return pins;
}

function isAllowed(reference: number, allowed: PinScope['allowed']): boolean {
  return (
    (allowed !== 'local' && GLOBAL.includes(reference)) ||
    (allowed !== 'global' && isLocalReference(reference))
  );
}

/** Of a second PIN, which belongs to one ADF or DF. */
export function isLocalReference(reference: number): boolean {
  return LOCAL.includes(reference);
}

/** Attempts allowed in the high four bits; attempts left in the low ones, and no more. */
function attemptsOf(byte: number): Pick<PlannedPin, 'attemptsMax' | 'attemptsLeft'> {
  const attemptsMax = byte >> 4;
  return { attemptsMax, attemptsLeft: Math.min(byte & 0x0f, attemptsMax) };
}
