/** ENVELOPE: what the terminal passes to the card. [TS102223 §7] [TS31111 §7.1.1] */
import { type Bytes, bytes, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv, parseTlv } from '../tlv.ts';
import { type CatObject, emitCatObject, findCat, parseCatObjects } from './comprehension-tlv.ts';
import {
  type DeviceIdentities,
  deviceIdentities,
  devicesObject,
  mandatory,
  optional,
} from './proactive-command.ts';
import { CAT_DEVICE, CAT_TAG, ENVELOPE_TAG } from './tags.ts';

export interface Envelope {
  /** D1 to DF. */
  readonly tag: number;
  readonly devices: DeviceIdentities;
  /** All objects, device identities among them. */
  readonly objects: readonly CatObject[];
}

const CODEC = 'ENVELOPE';
const TEMPLATE = { min: 0xd1, max: 0xdf };

export function parseEnvelope(source: Bytes): Envelope | WireError {
  const outer = parseTlv(source);
  if (isWireError(outer)) return outer;
  if (outer.tag < TEMPLATE.min || outer.tag > TEMPLATE.max)
    return fail(CODEC, 0, { expected: 'a template D1 to DF', got: outer.tag });
  if (outer.next !== source.length)
    return fail(CODEC, outer.next, { expected: 'the end', got: 'more bytes' });
  const objects = parseCatObjects(outer.value);
  if (isWireError(objects)) return objects;
  const devices = findCat(objects, CAT_TAG.deviceIdentities);
  if (devices?.length !== 2)
    return fail(CODEC, 0, { expected: 'device identities of 2 bytes', got: 'none' });
  return { tag: outer.tag, devices: deviceIdentities(devices), objects };
}

export function emitEnvelope(tag: number, objects: readonly CatObject[]): Bytes {
  return emitTlv(tag, ...objects.map(emitCatObject));
}

/** A short message for the card. `address` as in TS 24.011 without its length, or nothing. */
export function emitSmsPpDownload(tpdu: Bytes, address?: Bytes): Bytes {
  return emitEnvelope(ENVELOPE_TAG.smsPpDownload, [
    devicesObject({ source: CAT_DEVICE.network, destination: CAT_DEVICE.card }),
    ...(address ? [optional(CAT_TAG.address, address)] : []),
    mandatory(CAT_TAG.smsTpdu, tpdu),
  ]);
}

/** The user chose an item of the card's menu. [TS102223 §7.2] */
export function emitMenuSelection(item: number, { help }: { readonly help: boolean }): Bytes {
  return emitEnvelope(ENVELOPE_TAG.menuSelection, [
    devicesObject({ source: CAT_DEVICE.keypad, destination: CAT_DEVICE.card }),
    mandatory(CAT_TAG.itemIdentifier, bytes(item)),
    ...(help ? [mandatory(CAT_TAG.helpRequest, bytes())] : []),
  ]);
}

/** A timer, 1 to 8, ran out; `value` as in TIMER MANAGEMENT. [TS102223 §7.4] */
export function emitTimerExpiration(timer: number, value: Bytes): Bytes {
  return emitEnvelope(ENVELOPE_TAG.timerExpiration, [
    devicesObject({ source: CAT_DEVICE.terminal, destination: CAT_DEVICE.card }),
    mandatory(CAT_TAG.timerIdentifier, bytes(timer)),
    mandatory(CAT_TAG.timerValue, value),
  ]);
}

/** [TS102223 §7.5] */
export function emitEventDownload(event: number, objects: readonly CatObject[]): Bytes {
  return emitEnvelope(ENVELOPE_TAG.eventDownload, [
    optional(CAT_TAG.eventList, bytes(event)),
    devicesObject({ source: CAT_DEVICE.terminal, destination: CAT_DEVICE.card }),
    ...objects,
  ]);
}
