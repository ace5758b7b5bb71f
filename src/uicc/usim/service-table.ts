/** Which services an application has: EF_UST of a USIM, EF_IST of an ISIM. */
import { startsWith, unhex } from '../../base/index.ts';
import { ROOT_ID } from '../file/file-entry.ts';
import type { Volume } from '../file/volume.ts';

/** Kinds of application, by the beginning of their AID. [TS101220 §E] */
const KINDS = [
  { kind: 'usim', prefix: unhex('A0000000871002'), table: 0x6f38 },
  { kind: 'isim', prefix: unhex('A0000000871004'), table: 0x6f07 },
] as const;
export type ApplicationKind = (typeof KINDS)[number]['kind'];

/** Numbers of services. [TS31102 §4.2.8] [TS31103 §4.2.7] */
export const SERVICE = {
  usim: { gsmAccess: 27, gsmSecurityContext: 38, gba: 68, suciCalculation: 124, suciByUsim: 125 },
  isim: { gba: 2 },
} as const;

export function applicationKind({ root }: Volume): ApplicationKind | undefined {
  return KINDS.find(({ prefix }) => startsWith(root.name, prefix))?.kind;
}

/** Bit 1 of the first byte is service 1. [TS31102 §4.2.8] */
export function hasService(volume: Volume, service: number): boolean {
  const table = KINDS.find(({ prefix }) => startsWith(volume.root.name, prefix))?.table;
  const file = volume.children(ROOT_ID).find((one) => one.fid === table);
  if (file === undefined || file.kind !== 'transparent') return false;
  const [byte, bit] = [(service - 1) >> 3, (service - 1) & 7];
  if (byte >= file.length) return false;
  return ((volume.read(file, byte, 1)[0] ?? 0) & (1 << bit)) !== 0;
}
