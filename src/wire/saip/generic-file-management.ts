/** PE-GenericFileManagement: files without a template. [SAIP §8.3.5] */
import { der } from '../asn1/index.ts';
import { FCP } from './file.ts';
import { FILE_PATH, PE_HEADER, UINT16 } from './pe-header.ts';

const FILE_MANAGEMENT = der.sequenceOf(
  der.choice('FileManagement', {
    filePath: FILE_PATH.under(der.context(0)),
    createFCP: FCP.under(der.application(2)),
    fillFileOffset: UINT16,
    fillFileContent: der.octetString().under(der.context(1)),
  }),
  { min: 1 },
  'FileManagement',
);

export const PE_GENERIC_FILE_MANAGEMENT = der.sequence(
  'PE-GenericFileManagement',
  { header: PE_HEADER, fileManagementCMD: der.sequenceOf(FILE_MANAGEMENT, { min: 1 }) },
  { header: 'gfm-header' },
);

export type GenericFileManagement = der.ValueOf<typeof PE_GENERIC_FILE_MANAGEMENT>;
export type FileManagementStep = GenericFileManagement['fileManagementCMD'][number][number];
