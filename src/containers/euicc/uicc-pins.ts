/** PINs as a description has them, and the references that they have in a UICC. */
import { type Bytes, Secret, unhex, utf8 } from '../../base/index.ts';
import { keyReference, type Pin, PIN_LENGTH } from '../../uicc/index.ts';
import { conflict } from './uicc-conflict.ts';
import type { UiccPinConfig } from './uicc-description.ts';

export function padded(content: Bytes, length: number): Bytes {
  const whole = new Uint8Array(length).fill(0xff);
  whole.set(content);
  return whole;
}

export function isUserKey(reference: number): boolean {
  return reference === keyReference('PIN1') || reference === keyReference('UPIN');
}

/** A SIM has its second code below the MF. [TS51011 §11.3] */
export function references(
  pins: readonly UiccPinConfig[],
  where: 'mf' | 'adf' | 'sim',
): readonly number[] {
  const keys = pins.map((one) => keyReference(one.name));
  if (new Set(keys).size < keys.length) conflict('a PIN is there twice');
  if (where === 'sim') return keys;
  const wrong = pins.find((one) => keyReference(one.name) >= 0x80 !== (where === 'adf'));
  if (wrong === undefined) return keys;
  return conflict(`${wrong.name} belongs to ${where === 'adf' ? 'the MF' : 'an application'}`);
}

export function pinOf(config: UiccPinConfig): Pin {
  const { name, value, enabled, attempts, unblock, unblockAttempts } = config;
  const isUser = !name.startsWith('ADM');
  return {
    reference: keyReference(name),
    value: codeOf(value),
    enabled: enabled || !isUser,
    canBeDisabled: isUser,
    replaced: false,
    attemptsMax: attempts,
    unblock:
      unblock === undefined ? undefined : { value: codeOf(unblock), attemptsMax: unblockAttempts },
  };
}

/** Digits are padded with FF; sixteen hexadecimal digits are the value itself. */
function codeOf(text: string): Secret {
  if (text.length === 2 * PIN_LENGTH) return new Secret(unhex(text));
  return new Secret(padded(utf8(text), PIN_LENGTH));
}
