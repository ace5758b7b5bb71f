/**
 * One file of a template, and the rows that the templates are written in. A row is
 *
 *     name  FID[-FID]  shape  rule  SFI  content  [services]  [high]
 *
 * with `TR9` transparent, `LF20x26` linear fixed, `CY1x3` cyclic, `BT` BER-TLV, `?` for a number
 * that the package must give, and content as `FF..` (a pattern whose last byte repeats),
 * `*FFFF0000` (a pattern that repeats as a whole), `..01FF` (FF up to an ending), `0A` (these
 * bytes, then FF), or `-` where the package brings it. [SAIP §9.1] [TS102222 §6.3.2.2.2]
 */
import { assert, type Bytes, unhex } from '../../../base/index.ts';
import type { FileKind } from '../../../uicc/index.ts';

/** What a file of a template holds until the package says otherwise. */
export type DefaultContent =
  | { readonly form: 'required' }
  | { readonly form: 'fill' | 'repeat'; readonly pattern: Bytes }
  /** FF, and these bytes at the end. */
  | { readonly form: 'ending'; readonly bytes: Bytes }
  /** These bytes, and FF. */
  | { readonly form: 'bytes'; readonly bytes: Bytes };

export interface TemplateFile {
  /** Its name in the profile element. */
  readonly name: string;
  /** The DF of the same template that holds it; for files of the template's own DF, nothing. */
  readonly directory: string | undefined;
  /** Absent where the package must give it. */
  readonly fid: number | undefined;
  /** Of a row for several files: how many there are. */
  readonly count: number;
  readonly kind: FileKind;
  readonly records: number | undefined;
  /** Of a record, or of a transparent file. */
  readonly size: number | undefined;
  /** The record of EF.ARR with its access rule. */
  readonly rule: number;
  readonly sfi: number;
  readonly content: DefaultContent;
  /** Services of the NAA's service table that it belongs to. */
  readonly services: readonly number[];
  readonly highUpdate: boolean;
}

const SHAPE = /^(DF|BT|TR(\d+|\?)|(LF|CY)(\d+|\?)x(\d+|\?))$/;
const KINDS: Readonly<Record<string, FileKind>> = {
  DF: 'df',
  BT: 'ber-tlv',
  TR: 'transparent',
  LF: 'linear-fixed',
  CY: 'cyclic',
};

/** Rows of a template; a row that begins with `>` stands in the DF of the row before it. */
export function templateRows(text: string): readonly TemplateFile[] {
  const files: TemplateFile[] = [];
  let directory: string | undefined;
  for (const line of text.split('\n')) {
    const row = line.trim();
    if (row === '') continue;
    const inner = row.startsWith('>');
    const file = parseRow(inner ? row.slice(1) : row, inner ? directory : undefined);
    if (file.kind === 'df') directory = file.name;
    files.push(file);
  }
  return files;
}

function parseRow(row: string, directory: string | undefined): TemplateFile {
  const [name, fids, shape, rule, sfi, content, ...rest] = row.trim().split(/\s+/);
  const parts = SHAPE.exec(shape ?? '');
  assert(name && fids && rule && sfi && content && parts, `the template row "${row}"`);
  const [first, last] = fids.split('-');
  const [, , plain, , records, record] = parts;
  const fid = first === '?' ? undefined : parseInt(first!, 16);
  return {
    name,
    directory,
    fid,
    count: last === undefined ? 1 : parseInt(last, 16) - fid! + 1,
    kind: KINDS[shape!.slice(0, 2)]!,
    records: amount(records),
    size: amount(plain ?? record),
    rule: Number(rule),
    sfi: sfi === '-' ? 0 : parseInt(sfi, 16),
    content: parseContent(content),
    services: rest
      .filter((word) => /^[\d,]+$/.test(word))
      .flatMap((word) => word.split(',').map(Number)),
    highUpdate: rest.includes('high'),
  };
}

function amount(text: string | undefined): number | undefined {
  return text === undefined || text === '?' ? undefined : Number(text);
}

function parseContent(text: string): DefaultContent {
  if (text === '-') return { form: 'required' };
  if (text.startsWith('*')) return { form: 'repeat', pattern: unhex(text.slice(1)) };
  if (text.startsWith('..')) return { form: 'ending', bytes: unhex(text.slice(2)) };
  if (text.endsWith('..')) return { form: 'fill', pattern: unhex(text.slice(0, -2)) };
  return { form: 'bytes', bytes: unhex(text) };
}
