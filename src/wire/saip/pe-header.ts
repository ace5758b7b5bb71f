/** What every profile element begins with, and the small types that all share. [SAIP §8.1.3] */
import { der } from '../asn1/index.ts';

export const UINT8 = der.integer(255, 'UInt8');
export const UINT15 = der.integer(0x7fff, 'UInt15');
export const UINT16 = der.integer(0xffff, 'UInt16');
export const UINT31 = der.integer(0x7fff_ffff, 'UInt31');

export const APPLICATION_IDENTIFIER = der.octetString({ min: 5, max: 16 });

/** `mandated`: an eUICC that cannot install the element stops the installation. */
export const PE_HEADER = der.sequence('PEHeader', {
  mandated: der.optional(der.NULL),
  identification: UINT15,
});

export type PeHeader = der.ValueOf<typeof PE_HEADER>;

/** A path of file identifiers: from the MF, or from an ADF by its temporary identifier. */
export const FILE_PATH = der.octetString({ max: 8 });
