/** The MF with its PINs, and DF.TELECOM. [SAIP §8.3.4] [SAIP §8.5] */
import { type Bytes, bytes, unhex, utf8 } from '../../base/index.ts';
import {
  ACCESS_RULES,
  directoryEntry,
  type Fcp,
  type FileElement,
  type NamedFile,
  type PinCodes,
  type PukCodes,
} from '../../wire/saip/index.ts';
import { emitIccid } from '../../wire/index.ts';
import { padded } from './elementary-files.ts';
import { directory, filled, filledWithSfi, linear, sized } from './file-parts.ts';
import type { ProfileSpecification } from './specification.ts';

/** Key references of PIN 1, PIN 2 and ADM 1. [TS102221 §9.5.1] */
export const KEY = { PIN: 0x01, PIN_2: 0x81, ADM: 0x0a } as const;
const PUK = { FIRST: 1, SECOND: 129 } as const;
const PIN_LENGTH = 8;
/** Ten attempts, all of them left. */
const TEN = 0xaa;
const THREE = 0x33;
/** Bits of the attributes: enabled, can be changed, can be disabled. [SAIP §8.5.1] */
const ENABLED = 0x01;
const CHANGEABLE = 0x02;
const DISABLEABLE = 0x04;

/** What the PIN status of an ADF shows. */
export const ADF_KEYS = bytes(KEY.PIN, KEY.PIN_2, KEY.ADM);

type Body<T> = Omit<T, 'header'>;

/** The templates' access rules, so that no file needs rules of its own. */
export function accessRuleFile(name: string, more: Fcp = {}): NamedFile {
  const length = Math.max(...ACCESS_RULES.map((rule) => rule.length));
  return linear(name, { length, count: ACCESS_RULES.length, content: ACCESS_RULES, more });
}

const DIRECTORY_RECORD = 0x26;

/** Short file identifiers that no template has. [TS102221 §13.2] [TS102221 §13.4] */
const SFI_ICCID = 0x02;
const SFI_ARR = 0x06;

/** 60 mA within 60 s of operation, and the UICC may be suspended. [TS102221 §13.6] */
const POWER = bytes(0x3c, 0x3c, 0x02, 0, 0);

export function mfElement(
  specification: ProfileSpecification,
  applications: readonly { readonly aid: Bytes; readonly label: string }[],
): Body<FileElement> {
  const entries = applications.map(({ aid, label }) => directoryEntry(aid, label));
  return {
    templateID: '2.23.143.1.2.1',
    files: [
      directory('mf', bytes(KEY.PIN, KEY.ADM)),
      filled('ef-pl', utf8('en')),
      filledWithSfi('ef-iccid', emitIccid(specification.iccid), SFI_ICCID),
      linear('ef-dir', { length: DIRECTORY_RECORD, count: 4, content: entries }),
      accessRuleFile('ef-arr', { shortEFID: bytes(SFI_ARR << 3) }),
      filled('ef-umpc', POWER),
    ],
  };
}

/** Digits as characters, filled up with FF. [TS102221 §9.5.1] */
function pinValue(digits: string): Bytes {
  return padded(utf8(digits), PIN_LENGTH);
}

export function pukElement({ puk, puk2 }: ProfileSpecification): Body<PukCodes> {
  return {
    pukCodes: [
      { keyReference: PUK.FIRST, pukValue: pinValue(puk), attempts: TEN },
      { keyReference: PUK.SECOND, pukValue: pinValue(puk2), attempts: TEN },
    ],
  };
}

export function globalPins({ pin, pinEnabled, adm }: ProfileSpecification): Body<PinCodes> {
  const pinAttributes = (pinEnabled ? ENABLED : 0) | CHANGEABLE | DISABLEABLE;
  const first = {
    keyReference: KEY.PIN,
    pinValue: pinValue(pin),
    unblockingPINReference: PUK.FIRST,
    pinAttributes,
    attempts: THREE,
  };
  const administrative = {
    keyReference: KEY.ADM,
    pinValue: unhex(adm),
    pinAttributes: ENABLED | CHANGEABLE,
    attempts: TEN,
  };
  return { pinCodes: { kind: 'pinconfig', value: [first, administrative] } };
}

/** PIN 2 of one application. */
export function localPins({ pin2 }: ProfileSpecification): Body<PinCodes> {
  const second = {
    keyReference: KEY.PIN_2,
    pinValue: pinValue(pin2),
    unblockingPINReference: PUK.SECOND,
    pinAttributes: ENABLED | CHANGEABLE,
    attempts: THREE,
  };
  return { pinCodes: { kind: 'pinconfig', value: [second] } };
}

const NAMES = 50;
const NAME_RECORD = 28;
/** EF ADN with EF IAP and EF PBC beside it, EF EXT1 behind it. [TS31102 §4.4.2.1] */
const PHONE_BOOK_REFERENCE = unhex('A80CC0024F58C1024F50C9024F60AA04C2024F38');

/** A phone book of names and numbers. [TS31102 §4.4.2] */
export function telecomElement(templateID: string): Body<FileElement> {
  return {
    templateID,
    files: [
      directory('df-telecom', bytes(KEY.PIN, KEY.ADM)),
      accessRuleFile('ef-arr'),
      sized('ef-sume', 20),
      directory('df-graphics', bytes(KEY.PIN, KEY.ADM)),
      linear('ef-img', { length: 10, count: 1 }),
      directory('df-phonebook', bytes(KEY.PIN, KEY.ADM)),
      linear('ef-pbr', { length: 20, count: 1, content: [PHONE_BOOK_REFERENCE] }),
      linear('ef-ext1', { length: 13, count: 5, more: { shortEFID: bytes(0x08) } }),
      filled('ef-psc', bytes(0, 0, 0, 0)),
      filled('ef-cc', bytes(0, 0)),
      filled('ef-puid', bytes(0, 0)),
      linear('ef-iap', { length: 2, count: NAMES, more: { shortEFID: bytes(0x28) } }),
      linear('ef-adn', { length: NAME_RECORD, count: NAMES, more: { shortEFID: bytes(0x10) } }),
      linear('ef-pbc', { length: 2, count: NAMES, more: { shortEFID: bytes(0x18) } }),
    ],
  };
}
