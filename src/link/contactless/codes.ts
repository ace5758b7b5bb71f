/** Numbers of the card RF gates. [TS102622 §11] */
import { type Bytes } from '../../base/index.ts';
import { GATE, Registry, type RegistryEntry } from '../hci/index.ts';

export type CardType = 'A' | 'B';

/** From the controller, but SEND_DATA, which goes both ways. [TS102622 §11.3] */
export const RF_EVENT = {
  SEND_DATA: 0x10,
  FIELD_ON: 0x11,
  CARD_DEACTIVATED: 0x12,
  CARD_ACTIVATED: 0x13,
  FIELD_OFF: 0x14,
} as const;

export const RF_MODE = { OFF: 0xff, ON: 0x02 } as const;

/** [TS102622 §11.2.1] */
export const CARD_A = {
  MODE: 0x01,
  UID: 0x02,
  SAK: 0x03,
  ATQA: 0x04,
  APPLICATION_DATA: 0x05,
  FWI_SFGI: 0x06,
  CID_SUPPORT: 0x07,
  CLT_SUPPORT: 0x08,
  DATARATE_MAX: 0x09,
} as const;

/** [TS102622 §11.2.2] */
export const CARD_B = {
  MODE: 0x01,
  PUPI: 0x02,
  AFI: 0x03,
  ATQB: 0x04,
  HIGHER_LAYER_RESPONSE: 0x05,
  DATARATE_MAX: 0x06,
} as const;

export const RF_GATE: Readonly<Record<CardType, number>> = { A: GATE.CARD_A, B: GATE.CARD_B };

const MODE: RegistryEntry = {
  index: 0x01,
  initial: Uint8Array.of(RF_MODE.OFF),
  access: 'rw',
  fits: (value) => value.length === 1 && (value[0] === RF_MODE.ON || value[0] === RF_MODE.OFF),
};
const NONE: Bytes = new Uint8Array(0);
const upTo = (length: number) => (value: Bytes) => value.length <= length;
const oneOf =
  (...lengths: readonly number[]) =>
  (value: Bytes) =>
    lengths.includes(value.length);

/** The registry parameters that the chip writes for its card; each gate's registry shares them. */
const CARD_ENTRIES: Readonly<Record<CardType, readonly RegistryEntry[]>> = {
  A: [
    MODE,
    { index: CARD_A.UID, initial: NONE, access: 'wo', fits: oneOf(0, 4, 7, 10) },
    { index: CARD_A.SAK, initial: Uint8Array.of(0), access: 'wo' },
    { index: CARD_A.ATQA, initial: new Uint8Array(2), access: 'wo' },
    { index: CARD_A.APPLICATION_DATA, initial: NONE, access: 'rw', fits: upTo(15) },
    { index: CARD_A.FWI_SFGI, initial: Uint8Array.of(0xee), access: 'rw' },
    { index: CARD_A.CID_SUPPORT, initial: Uint8Array.of(0), access: 'rw' },
    { index: CARD_A.CLT_SUPPORT, initial: Uint8Array.of(0), access: 'ro' },
    { index: CARD_A.DATARATE_MAX, initial: new Uint8Array(3), access: 'rw' },
  ],
  B: [
    MODE,
    { index: CARD_B.PUPI, initial: NONE, access: 'wo', fits: oneOf(0, 4) },
    { index: CARD_B.AFI, initial: Uint8Array.of(0), access: 'wo' },
    { index: CARD_B.ATQB, initial: Uint8Array.of(0, 0, 0, 0xe4), access: 'wo' },
    { index: CARD_B.HIGHER_LAYER_RESPONSE, initial: NONE, access: 'wo', fits: upTo(255) },
    { index: CARD_B.DATARATE_MAX, initial: new Uint8Array(3), access: 'rw' },
  ],
};

export function cardRegistry(type: CardType): Registry {
  return new Registry(CARD_ENTRIES[type]);
}

/** Bit rates as TA(1) and ATQB code them, from the registry's three bytes. [TS102622 §11.2.1] */
export function bitRates([down, up, same]: Bytes): number {
  const steps = (max: number | undefined) => (1 << Math.min(max ?? 0, 3)) - 1;
  return (same === 1 ? 0x80 : 0) | (steps(up) << 4) | steps(down);
}
