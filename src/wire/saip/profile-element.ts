/** ProfileElement: one unit of a package, by its alternative. [SAIP §8.1.1] */
import type { Bytes } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { PE_AKA_PARAMETER, PE_CDMA_PARAMETER } from './aka-parameter.ts';
import { PE_APPLICATION } from './application.ts';
import { type FileElement, fileElement, type FileElementKind } from './file-elements.ts';
import { PE_GENERIC_FILE_MANAGEMENT } from './generic-file-management.ts';
import { PE_HEADER, type PeHeader } from './pe-header.ts';
import { PE_PIN_CODES, PE_PUK_CODES } from './pin-codes.ts';
import { PROFILE_HEADER } from './profile-header.ts';
import { PE_RFM, PE_SECURITY_DOMAIN } from './security-domain.ts';

const PE_NON_STANDARD = der.sequence(
  'PE-NonStandard',
  { header: PE_HEADER, issuerID: der.OBJECT_IDENTIFIER, content: der.octetString() },
  { header: 'nonStandard-header' },
);

const PE_END = der.sequence('PE-End', { header: PE_HEADER }, { header: 'end-header' });

/** A number that the module keeps for elements to come. */
const RESERVED = der.sequence('PE-Dummy', {});

/** Tags are the positions: from 0 for the header to 33 for OPT-IoT. */
const PROFILE_ELEMENT = der.choice('ProfileElement', {
  header: PROFILE_HEADER,
  genericFileManagement: PE_GENERIC_FILE_MANAGEMENT,
  pinCodes: PE_PIN_CODES,
  pukCodes: PE_PUK_CODES,
  akaParameter: PE_AKA_PARAMETER,
  cdmaParameter: PE_CDMA_PARAMETER,
  securityDomain: PE_SECURITY_DOMAIN,
  rfm: PE_RFM,
  application: PE_APPLICATION,
  nonStandard: PE_NON_STANDARD,
  end: PE_END,
  rfu1: RESERVED,
  rfu2: RESERVED,
  rfu3: RESERVED,
  rfu4: RESERVED,
  rfu5: RESERVED,
  mf: fileElement('mf'),
  cd: fileElement('cd'),
  telecom: fileElement('telecom'),
  usim: fileElement('usim'),
  'opt-usim': fileElement('opt-usim'),
  isim: fileElement('isim'),
  'opt-isim': fileElement('opt-isim'),
  phonebook: fileElement('phonebook'),
  'gsm-access': fileElement('gsm-access'),
  csim: fileElement('csim'),
  'opt-csim': fileElement('opt-csim'),
  eap: fileElement('eap'),
  'df-5gs': fileElement('df-5gs'),
  'df-saip': fileElement('df-saip'),
  'df-snpn': fileElement('df-snpn'),
  'df-5gprose': fileElement('df-5gprose'),
  iot: fileElement('iot'),
  'opt-iot': fileElement('opt-iot'),
});

export type KnownElement = der.ValueOf<typeof PROFILE_ELEMENT>;

/** An element of a later edition, as sent. */
export interface UnknownElement {
  readonly kind: 'unknown';
  readonly value: { readonly whole: Bytes; readonly header: PeHeader | undefined };
}

export type ProfileElement = KnownElement | UnknownElement;

/** An element that creates files by a template. */
export type TemplateElement = {
  [K in FileElementKind]: { readonly kind: K; readonly value: FileElement };
}[FileElementKind];

export { PROFILE_ELEMENT };

/** The header of an element; the profile header has none. */
export function peHeaderOf(element: ProfileElement): PeHeader | undefined {
  return 'header' in element.value ? element.value.header : undefined;
}
