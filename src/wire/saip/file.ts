/** Files of a package: their control parameters and their content. [SAIP §8.3.2] */
import { der } from '../asn1/index.ts';
import { APPLICATION_IDENTIFIER, FILE_PATH, UINT16 } from './pe-header.ts';

const PATTERN = { min: 1, max: 200 };

export const PROPRIETARY_INFO = der.sequence('ProprietaryInfo', {
  specialFileInformation: der.optional(der.octets(1).under(der.privateTag(0))),
  fillPattern: der.optional(der.octetString(PATTERN).under(der.privateTag(1))),
  repeatPattern: der.optional(der.octetString(PATTERN).under(der.privateTag(2))),
  maximumFileSize: der.optional(der.octetString().under(der.context(6))),
  fileDetails: der.optional(der.octets(1).under(der.context(4))),
});

export type ProprietaryInfo = der.ValueOf<typeof PROPRIETARY_INFO>;

export const FCP = der.sequence('Fcp', {
  fileDescriptor: der.optional(der.octetString({ min: 2, max: 4 }).under(der.context(2))),
  fileID: der.optional(der.octets(2).under(der.context(3))),
  dfName: der.optional(APPLICATION_IDENTIFIER.under(der.context(4))),
  lcsi: der.optional(der.octets(1).under(der.context(10))),
  securityAttributesReferenced: der.optional(
    der.octetString({ min: 1, max: 3 }).under(der.context(11)),
  ),
  efFileSize: der.optional(der.octetString().under(der.context(0))),
  pinStatusTemplateDO: der.optional(der.octetString().under(der.privateTag(6))),
  shortEFID: der.optional(der.octetString({ max: 1 }).under(der.context(8))),
  proprietaryEFInfo: der.optional(PROPRIETARY_INFO.under(der.context(5))),
  linkPath: der.optional(FILE_PATH.under(der.privateTag(7))),
});

export type Fcp = der.ValueOf<typeof FCP>;

/** One file of an element: parameters and content, in the order they are processed. */
export const FILE = der.sequenceOf(
  der.choice('File', {
    doNotCreate: der.NULL,
    fileDescriptor: FCP,
    fillFileOffset: UINT16,
    fillFileContent: der.octetString(),
  }),
  {},
  'File',
);

export type ProfileFile = der.ValueOf<typeof FILE>;
export type FilePart = ProfileFile[number];
