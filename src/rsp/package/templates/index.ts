/** The templates of file system elements, by object identifier. [SAIP §9] [SAIP Annex B] */
import type { FileElementKind } from '../../../wire/saip/index.ts';
import { CD, MF, PHONEBOOK, TELECOM, TELECOM_2 } from './card.ts';
import { CSIM, OPT_CSIM } from './csim.ts';
import { iotFiles, optionalIotFiles } from './iot.ts';
import { ISIM, OPT_ISIM, OPT_ISIM_2 } from './isim.ts';
import { type TemplateFile, templateRows } from './template-file.ts';
import {
  DF_5GPROSE,
  DF_5GS,
  DF_5GS_2,
  DF_5GS_3,
  DF_5GS_4,
  DF_SAIP,
  DF_SNPN,
  EAP,
  GSM_ACCESS,
  USIM,
  USIM_2,
} from './usim.ts';
import { OPT_USIM, OPT_USIM_2, OPT_USIM_3 } from './usim-optional.ts';

export type { DefaultContent, TemplateFile } from './template-file.ts';

/** Network access applications, whose ADFs templates create. */
export type Naa = 'usim' | 'isim' | 'csim';

export interface Template {
  readonly oid: string;
  /** The element that uses it. */
  readonly kind: FileElementKind;
  /** Where its files stand: it creates the MF or an ADF, or adds to what is there. */
  readonly place: 'mf' | 'below-mf' | 'adf' | 'in-adf';
  readonly naa: Naa | undefined;
  /** Whether files that an element does not name are created too. */
  readonly createdByDefault: boolean;
  readonly files: readonly TemplateFile[];
}

interface Row extends Omit<Template, 'oid' | 'files'> {
  /** The last arcs of its object identifier. */
  readonly id: string;
  readonly text: string | (() => readonly TemplateFile[]);
}

/** joint-iso-itu-t(2) international-organizations(23) tca(143) euicc-profile(1) template(2) */
const ROOT = '2.23.143.1.2.';

const row = (
  id: string,
  kind: FileElementKind,
  [place, naa, createdByDefault]: readonly [Template['place'], Naa | undefined, boolean],
  text: Row['text'],
): Row => ({ id, kind, place, naa, createdByDefault, text });

const IN_USIM = ['in-adf', 'usim', false] as const;
const BELOW_MF = ['below-mf', undefined, false] as const;
const NEW_ADF = (naa: Naa) => ['adf', naa, true] as const;

const ROWS: readonly Row[] = [
  row('1', 'mf', ['mf', undefined, true], MF),
  row('2', 'cd', BELOW_MF, CD),
  row('3', 'telecom', BELOW_MF, TELECOM),
  row('3.2', 'telecom', BELOW_MF, TELECOM_2),
  row('4', 'usim', NEW_ADF('usim'), USIM),
  row('4.2', 'usim', NEW_ADF('usim'), USIM_2),
  row('5', 'opt-usim', IN_USIM, OPT_USIM),
  row('5.2', 'opt-usim', IN_USIM, OPT_USIM_2),
  row('5.3', 'opt-usim', IN_USIM, OPT_USIM_3),
  row('6', 'phonebook', IN_USIM, PHONEBOOK),
  row('7', 'gsm-access', IN_USIM, GSM_ACCESS),
  row('8', 'isim', NEW_ADF('isim'), ISIM),
  row('9', 'opt-isim', ['in-adf', 'isim', false], OPT_ISIM),
  row('9.2', 'opt-isim', ['in-adf', 'isim', false], OPT_ISIM_2),
  row('10', 'csim', NEW_ADF('csim'), CSIM),
  row('10.2', 'csim', NEW_ADF('csim'), CSIM),
  row('11', 'opt-csim', ['in-adf', 'csim', false], OPT_CSIM),
  row('11.2', 'opt-csim', ['in-adf', 'csim', false], OPT_CSIM),
  row('12', 'eap', ['in-adf', undefined, false], EAP),
  row('13', 'df-5gs', IN_USIM, DF_5GS),
  row('13.2', 'df-5gs', IN_USIM, DF_5GS_2),
  row('13.3', 'df-5gs', IN_USIM, DF_5GS_3),
  row('13.4', 'df-5gs', IN_USIM, DF_5GS_4),
  row('14', 'df-saip', IN_USIM, DF_SAIP),
  row('15', 'df-snpn', IN_USIM, DF_SNPN),
  row('16', 'df-5gprose', IN_USIM, DF_5GPROSE),
  row('17', 'iot', ['mf', 'usim', true], iotFiles),
  row('18', 'opt-iot', IN_USIM, optionalIotFiles),
];

const made = new Map<string, Template>();

/** The template with an object identifier, read from its rows at its first use. */
export function templateOf(oid: string): Template | undefined {
  const known = made.get(oid);
  if (known !== undefined) return known;
  const found = ROWS.find(({ id }) => ROOT + id === oid);
  if (found === undefined) return undefined;
  const { text, kind, place, naa, createdByDefault } = found;
  const files = typeof text === 'string' ? templateRows(text) : text();
  const template = { oid, kind, place, naa, createdByDefault, files };
  made.set(oid, template);
  return template;
}

/** All object identifiers. */
export const TEMPLATE_OIDS: readonly string[] = ROWS.map(({ id }) => ROOT + id);

/** The newest template that an element of a kind uses. */
export function newestTemplate(kind: FileElementKind): string {
  return ROOT + ROWS.findLast((one) => one.kind === kind)!.id;
}
