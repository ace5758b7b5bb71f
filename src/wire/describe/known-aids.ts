/** Application identifiers that specifications give, by their names. */
import { hex, type Bytes } from '../../base/index.ts';

export interface KnownAid {
  readonly aid: string;
  readonly name: string;
}

/** The longest match names an AID; registered providers number on behind the given bytes. */
export const KNOWN_AIDS: readonly KnownAid[] = [
  { aid: 'A000000151000000', name: 'GlobalPlatform issuer security domain' },
  { aid: 'A0000001515350', name: 'GlobalPlatform security domain' },
  { aid: 'A00000015141434C00', name: 'access rule application (ARA-M)' },
  { aid: 'A0000005591010FFFFFFFF8900000100', name: 'ISD-R' },
  { aid: 'A0000005591010FFFFFFFF8900000200', name: 'ECASD' },
  { aid: 'A0000005591010FFFFFFFF89', name: 'ISD-P' },
  { aid: 'A0000000871002', name: 'USIM' },
  { aid: 'A0000000871004', name: 'ISIM' },
  { aid: 'A0000000090001', name: 'ETSI toolkit application' },
  { aid: '315041592E5359532E4444463031', name: '1PAY.SYS.DDF01 (payment directory, contact)' },
  { aid: '325041592E5359532E4444463031', name: '2PAY.SYS.DDF01 (payment directory, contactless)' },
  { aid: 'D2760000850101', name: 'NFC Forum type 4 tag' },
];

/** The name of an AID, where a specification gives one. */
export function aidName(aid: Bytes): string | undefined {
  const digits = hex(aid);
  return KNOWN_AIDS.filter((known) => digits.startsWith(known.aid))
    .sort((a, b) => b.aid.length - a.aid.length)
    .at(0)?.name;
}
