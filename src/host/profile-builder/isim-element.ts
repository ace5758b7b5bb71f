/** The ISIM, with identities that follow from the IMSI. [TS31103 §4.2] [SAIP §9.6] */
import { type Bytes, bytes, unhex, utf8 } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import type { FileElement } from '../../wire/saip/index.ts';
import { ADF_KEYS, accessRuleFile } from './card-elements.ts';
import { serviceTable } from './elementary-files.ts';
import { directory, filled, linear, transparent } from './file-parts.ts';
import type { ProfileSpecification } from './specification.ts';

export const ISIM_AID = unhex('A0000000871004FF49FF0589');
const ISIM_TEMPORARY_FID = unhex('7FB0');
const IST_LENGTH = 14;
const TAG_TEXT = 0x80;

/** The home network of an IMSI. [TS23003 §13.2] */
function domainOf({ imsi, mncLength }: ProfileSpecification): string {
  const mnc = imsi.slice(3, 3 + mncLength).padStart(3, '0');
  return `ims.mnc${mnc}.mcc${imsi.slice(0, 3)}.3gppnetwork.org`;
}

function text(value: string): Bytes {
  return emitTlv(TAG_TEXT, utf8(value));
}

export function isimElement(specification: ProfileSpecification): Omit<FileElement, 'header'> {
  const domain = domainOf(specification);
  const identity = `${specification.imsi}@${domain}`;
  const publicIdentity = text(`sip:${identity}`);
  return {
    templateID: '2.23.143.1.2.8',
    files: [
      directory('adf-isim', ADF_KEYS, { fileID: ISIM_TEMPORARY_FID, dfName: ISIM_AID }),
      transparent('ef-impi', text(identity)),
      linear('ef-impu', { length: publicIdentity.length, count: 1, content: [publicIdentity] }),
      transparent('ef-domain', text(domain)),
      filled('ef-ist', serviceTable([], IST_LENGTH)),
      filled('ef-ad', bytes(0, 0, 0)),
      accessRuleFile('ef-arr'),
    ],
  };
}
