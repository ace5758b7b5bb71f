/** What a toolkit application may receive. [TS102223 §7] */
import { type Bytes, fail, isWireError, type WireError } from '../../base/index.ts';
import {
  CAT_TAG,
  type CatObject,
  type Envelope,
  ENVELOPE_TAG,
  findCat,
  parseTimerValue,
} from '../../wire/cat/index.ts';

export type ToolkitEvent =
  /** The terminal is ready for proactive commands. */
  | { readonly kind: 'profile-download' }
  | { readonly kind: 'menu-selection'; readonly item: number; readonly help: boolean }
  /** Seconds that the timer ran. */
  | { readonly kind: 'timer-expiration'; readonly timer: number; readonly seconds: number }
  | { readonly kind: 'event'; readonly event: number; readonly objects: readonly CatObject[] }
  /** An SMS-DELIVER for the card. [TS31111 §7.1.1] */
  | { readonly kind: 'sms-pp'; readonly tpdu: Bytes }
  /** Any other envelope. */
  | { readonly kind: 'envelope'; readonly envelope: Envelope };

/** From an envelope, with the objects that its kind must have. */
export function toolkitEvent(envelope: Envelope): ToolkitEvent | WireError {
  const { tag, objects } = envelope;
  switch (tag) {
    case ENVELOPE_TAG.menuSelection: {
      const item = numberIn(objects, CAT_TAG.itemIdentifier);
      if (isWireError(item)) return item;
      return {
        kind: 'menu-selection',
        item,
        help: findCat(objects, CAT_TAG.helpRequest) !== undefined,
      };
    }
    case ENVELOPE_TAG.timerExpiration: {
      const timer = numberIn(objects, CAT_TAG.timerIdentifier);
      if (isWireError(timer)) return timer;
      const seconds = parseTimerValue(findCat(objects, CAT_TAG.timerValue) ?? new Uint8Array(0));
      return isWireError(seconds) ? seconds : { kind: 'timer-expiration', timer, seconds };
    }
    case ENVELOPE_TAG.eventDownload: {
      const event = numberIn(objects, CAT_TAG.eventList);
      return isWireError(event) ? event : { kind: 'event', event, objects };
    }
    case ENVELOPE_TAG.smsPpDownload: {
      const tpdu = findCat(objects, CAT_TAG.smsTpdu);
      if (tpdu !== undefined) return { kind: 'sms-pp', tpdu };
      return fail('ENVELOPE', 0, { expected: 'an SMS TPDU', got: 'none' });
    }
    default:
      return { kind: 'envelope', envelope };
  }
}

/** The value of an object of one byte. */
function numberIn(objects: readonly CatObject[], tag: number): number | WireError {
  const value = findCat(objects, tag);
  if (value?.length === 1) return value[0]!;
  return fail('ENVELOPE', 0, {
    expected: `an object ${tag} of one byte`,
    got: value === undefined ? 'none' : `${value.length} bytes`,
  });
}
