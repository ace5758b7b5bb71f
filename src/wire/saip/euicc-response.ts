/** EUICCResponse: what the installation of a package reports. [SAIP §8.10] */
import { type Bytes, type WireError, nameOf } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { UINT15, UINT31, UINT8 } from './pe-header.ts';

export const PE_STATUS_CODE = {
  ok: 0,
  'pe-not-supported': 1,
  'memory-failure': 2,
  'bad-values': 3,
  'not-enough-memory': 4,
  'invalid-request-format': 5,
  'invalid-parameter': 6,
  'runtime-not-supported': 7,
  'lib-not-supported': 8,
  'template-not-supported': 9,
  'feature-not-supported': 10,
  'pin-code-missing': 11,
  'unsupported-profile-version': 31,
} as const;

export type PeStatusName = keyof typeof PE_STATUS_CODE;

export function peStatusName(code: number): string {
  return nameOf(PE_STATUS_CODE, code) ?? `status ${code.toString(16).toUpperCase()}`;
}

const PE_STATUS = der.sequence(
  'PEStatus',
  {
    status: der.integer(0xffff),
    identification: der.optional(UINT15),
    additionalInformation: der.optional(UINT8),
    offset: der.optional(UINT31),
  },
  { additionalInformation: 'additional-information' },
);

export type PeStatus = der.ValueOf<typeof PE_STATUS>;

export const EUICC_RESPONSE = der.sequence('EUICCResponse', {
  peStatus: der.sequenceOf(PE_STATUS),
  profileInstallationAborted: der.optional(der.NULL),
  statusMessage: der.optional(der.utf8String({ min: 2, max: 64 })),
});

export type EuiccResponse = der.ValueOf<typeof EUICC_RESPONSE>;

export function parseEuiccResponse(source: Bytes): EuiccResponse | WireError {
  return der.parseDer(EUICC_RESPONSE, source);
}
