/**
 * The contactless part of a registry entry: whether an application can be selected over a
 * contactless interface, and what a contactless registry shows of it. [GPAmdC §3.8] [GPAmdC §8.1]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  Fault,
  isWireError,
  readBigEndian,
} from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';
import { LOCKED_BIT } from '../../wire/globalplatform/index.ts';

export const CONTACTLESS_STATE = {
  DEACTIVATED: 0x00,
  ACTIVATED: 0x01,
  NON_ACTIVATABLE: 0x80,
} as const;

/** Data objects, with tags as INSTALL and the registry's GET STATUS have them. */
export const CONTACTLESS_TAG = {
  UPDATES: 0x80,
  INITIAL: 0x81,
  OBSERVERS: 0xa4,
  DISCRETIONARY: 0xa6,
  FAMILY: 0x87,
  DISPLAY: 0x88,
  STATE: 0x9f70,
  AID: 0x4f,
} as const;

/** Update counters begin again at 0. [GPAmdC §3.11.2.3] */
export const UPDATES_COUNT = 0x1_0000;

/** Where an application goes among those that a partial name or a reader's list may mean. */
export type ContactlessPriority = 'highest' | 'lowest' | 'volatile' | 'no-longer-volatile';

export interface Contactless {
  readonly state: number;
  /** Attempted when the application becomes selectable, and when it is unlocked. [GPAmdC §8.3] */
  readonly initial: number;
  /** One byte each; empty where not given. */
  readonly family: Bytes;
  readonly display: Bytes;
  readonly discretionary: Bytes;
  /** AIDs of applications that may read and deactivate it. [GPAmdC §3.10] */
  readonly observers: readonly Bytes[];
  readonly updates: number;
}

export const NOT_CONTACTLESS: Contactless = {
  state: CONTACTLESS_STATE.DEACTIVATED,
  initial: CONTACTLESS_STATE.DEACTIVATED,
  family: EMPTY,
  display: EMPTY,
  discretionary: EMPTY,
  observers: [],
  updates: 0,
};

export const ACTIVATED_INITIALLY: Contactless = {
  ...NOT_CONTACTLESS,
  state: CONTACTLESS_STATE.ACTIVATED,
  initial: CONTACTLESS_STATE.ACTIVATED,
};

/** The next version of an entry's contactless part, counted. */
export function changed(before: Contactless, changes: Partial<Contactless>): Contactless {
  return { ...before, ...changes, updates: (before.updates + 1) % UPDATES_COUNT };
}

/** What follows for the contactless state from another life cycle state. [GPAmdC §8.1] */
export function afterLifeCycle(
  { contactless }: { readonly contactless: Contactless },
  change: { readonly from: number; readonly to: number },
): Contactless {
  const { ACTIVATED, DEACTIVATED, NON_ACTIVATABLE } = CONTACTLESS_STATE;
  const wasLocked = (change.from & LOCKED_BIT) !== 0;
  const isLocked = (change.to & LOCKED_BIT) !== 0;
  const { state, initial } = contactless;
  if (isLocked && state === ACTIVATED) return changed(contactless, { state: DEACTIVATED });
  const isUnlocked = wasLocked && !isLocked;
  if (!isUnlocked || state === NON_ACTIVATABLE || state === initial) return contactless;
  return changed(contactless, { state: initial });
}

/** Nothing is stored of an application that has no contactless part. */
export const contactlessCodec: Codec<Contactless> = {
  emit(value) {
    const { state, initial, family, display, discretionary, observers, updates } = value;
    const isPlain = updates === 0 && state === 0 && initial === 0 && observers.length === 0;
    if (isPlain && family.length + display.length + discretionary.length === 0) return EMPTY;
    return concat(
      emitTlv(CONTACTLESS_TAG.STATE, bytes(state, initial)),
      emitTlv(CONTACTLESS_TAG.UPDATES, bigEndian(updates, 2)),
      optional(CONTACTLESS_TAG.FAMILY, family),
      optional(CONTACTLESS_TAG.DISPLAY, display),
      optional(CONTACTLESS_TAG.DISCRETIONARY, discretionary),
      ...observers.map((one) => emitTlv(CONTACTLESS_TAG.AID, one)),
    );
  },
  parse(stored) {
    if (stored.length === 0) return NOT_CONTACTLESS;
    const list = parseTlvs(stored);
    const states = isWireError(list) ? undefined : findTlv(list, CONTACTLESS_TAG.STATE);
    if (isWireError(list) || states?.length !== 2) {
      throw new Fault('the stored contactless part of an entry is broken');
    }
    return {
      state: states[0]!,
      initial: states[1]!,
      family: findTlv(list, CONTACTLESS_TAG.FAMILY) ?? EMPTY,
      display: findTlv(list, CONTACTLESS_TAG.DISPLAY) ?? EMPTY,
      discretionary: findTlv(list, CONTACTLESS_TAG.DISCRETIONARY) ?? EMPTY,
      observers: list.filter(({ tag }) => tag === CONTACTLESS_TAG.AID).map(({ value }) => value),
      updates: readBigEndian(findTlv(list, CONTACTLESS_TAG.UPDATES) ?? EMPTY),
    };
  },
};

function optional(tag: number, value: Bytes): Bytes {
  return value.length === 0 ? EMPTY : emitTlv(tag, value);
}
