/** What applications of UICCs are called, by the first bytes of their AIDs. [TS101220 Annex E] */
import { type Bytes, hex } from '../base/index.ts';

const NAMES: readonly (readonly [string, string])[] = [
  ['A0000000871002', 'USIM'],
  ['A0000000871004', 'ISIM'],
  ['A0000003431002', 'CSIM'],
];

export function applicationName(aid: Bytes): string {
  const text = hex(aid);
  return NAMES.find(([start]) => text.startsWith(start))?.[1] ?? 'ADF';
}
