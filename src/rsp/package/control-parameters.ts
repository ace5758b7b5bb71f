/** The control parameters of a file: those of its template, as far as the package leaves them. */
import { type Bytes, EMPTY, readBigEndian } from '../../base/index.ts';
import {
  type FileKind,
  parseFileDescriptor,
  TAG_FILLING_PATTERN,
  TAG_REPEAT_PATTERN,
} from '../../uicc/index.ts';
import type { Fcp } from '../../wire/saip/index.ts';
import { badValues } from './element-problem.ts';
import { patternObject } from './file-draft.ts';
import type { DefaultContent, TemplateFile } from './templates/index.ts';

const BLANK = 0xff;
const ACTIVATED = 0x05;
const HIGH_UPDATE = 0x80;
const FILE_SIZE_MOST = 65_535;
const RECORD_LENGTH_MAX = 255;
const RECORDS_MAX = 254;
const SFI_MAX = 30;

/** What the parameters say of a file, but for where it stands. */
export interface ControlParameters {
  readonly fid: number;
  readonly kind: FileKind;
  readonly shareable: boolean;
  readonly sfi: number;
  readonly lifeCycle: number;
  readonly dfName: Bytes;
  readonly rule: { readonly fid: number | undefined; readonly record: number };
  readonly special: number;
  readonly pattern: Bytes;
  readonly keys: Bytes;
  readonly recordLength: number;
  readonly length: number;
  readonly sizeMax: number;
  /** What it holds before the package fills it. */
  readonly initial: Bytes;
}

/** The parameters of one file; `instance` counts the files of one row. */
export function controlParameters(
  fcp: Fcp,
  template: TemplateFile | undefined,
  instance = 0,
): ControlParameters {
  const shape = shapeOf(fcp, template);
  const size = sizeOf(fcp, template, shape);
  const fid = fidOf(fcp, template, instance);
  const { fill, content } = contentOf(fcp, template);
  const special = fcp.proprietaryEFInfo?.specialFileInformation?.[0] ?? 0;
  const { kind, shareable, recordLength } = shape;
  const { length, sizeMax } = size;
  return {
    fid,
    kind,
    shareable,
    recordLength,
    length,
    sizeMax,
    sfi: sfiOf(fcp, template, { fid, kind }),
    lifeCycle: fcp.lcsi?.[0] ?? ACTIVATED,
    dfName: fcp.dfName ?? EMPTY,
    rule: ruleOf(fcp, template),
    special:
      fcp.proprietaryEFInfo === undefined && template?.highUpdate === true ? HIGH_UPDATE : special,
    pattern: kind === 'ber-tlv' || kind === 'df' ? EMPTY : fill,
    keys: fcp.pinStatusTemplateDO ?? EMPTY,
    initial: initialContent(content, { kind, recordLength, length }),
  };
}

type Shape = Pick<ControlParameters, 'kind' | 'shareable' | 'recordLength'>;

function shapeOf({ fileDescriptor }: Fcp, template: TemplateFile | undefined): Shape {
  if (fileDescriptor === undefined) {
    if (template === undefined) throw badValues('a file without a template has no file descriptor');
    const hasRecords = template.kind === 'linear-fixed' || template.kind === 'cyclic';
    const recordLength = hasRecords ? (template.size ?? 0) : 0;
    if (hasRecords && recordLength === 0) throw badValues('the template leaves the record length');
    return { kind: template.kind, shareable: true, recordLength };
  }
  const described = parseFileDescriptor(fileDescriptor[0]!);
  if (described === undefined) throw badValues('the file descriptor has an unknown structure');
  const { kind, shareable } = described;
  const hasRecords = kind === 'linear-fixed' || kind === 'cyclic';
  const given = fileDescriptor.length === 4 ? readBigEndian(fileDescriptor.subarray(2)) : undefined;
  const recordLength = hasRecords ? (given ?? template?.size ?? 0) : 0;
  if (hasRecords && (recordLength < 1 || recordLength > RECORD_LENGTH_MAX))
    throw badValues(`a record has 1 to ${RECORD_LENGTH_MAX} bytes`);
  return { kind, shareable, recordLength };
}

type Size = Pick<ControlParameters, 'length' | 'sizeMax'>;

function sizeOf(fcp: Fcp, template: TemplateFile | undefined, shape: Shape): Size {
  if (shape.kind === 'df') return { length: 0, sizeMax: 0 };
  const given = fcp.efFileSize === undefined ? undefined : numberOf(fcp.efFileSize);
  const most = fcp.proprietaryEFInfo?.maximumFileSize;
  if (shape.kind === 'ber-tlv')
    return { length: given ?? 0, sizeMax: most === undefined ? 0 : numberOf(most) };
  const length = given ?? templateLength(template, shape);
  if (length === undefined || length === 0) throw badValues('the file size is missing');
  const records = shape.recordLength === 0 ? 1 : length / shape.recordLength;
  if (!Number.isInteger(records) || records > RECORDS_MAX)
    throw badValues('the file size is no number of records that a file has');
  return { length, sizeMax: 0 };
}

/** Of records, as many as the template has, of the length that the package gives. */
function templateLength(template: TemplateFile | undefined, shape: Shape): number | undefined {
  if (template === undefined) return undefined;
  if (shape.recordLength === 0) return template.size;
  return template.records === undefined ? undefined : template.records * shape.recordLength;
}

function numberOf(value: Bytes): number {
  const number = value.length === 0 || value.length > 4 ? Infinity : readBigEndian(value);
  if (number > FILE_SIZE_MOST) throw badValues('a file size is too large');
  return number;
}

function fidOf({ fileID }: Fcp, template: TemplateFile | undefined, instance: number): number {
  if (fileID !== undefined) return readBigEndian(fileID);
  if (template?.fid === undefined || instance >= template.count)
    throw badValues('the file identifier is missing');
  return template.fid + instance;
}

/** Without a template, the low bits of the file identifier. [SAIP §8.3.2] */
function sfiOf(
  { shortEFID }: Fcp,
  template: TemplateFile | undefined,
  { fid, kind }: { readonly fid: number; readonly kind: FileKind },
): number {
  if (kind === 'df') return 0;
  if (shortEFID === undefined) {
    if (template !== undefined) return template.sfi;
    const low = fid % (SFI_MAX + 2);
    return low > SFI_MAX ? 0 : low;
  }
  const byte = shortEFID[0];
  if (byte === undefined) return 0;
  const sfi = byte >> 3;
  if ((byte & 7) !== 0 || sfi < 1 || sfi > SFI_MAX)
    throw badValues('a short file identifier is 1 to 30, in the bits b8 to b4');
  return sfi;
}

function ruleOf(
  { securityAttributesReferenced: given }: Fcp,
  template: TemplateFile | undefined,
): ControlParameters['rule'] {
  if (given === undefined) {
    if (template === undefined) throw badValues('the access rule is missing');
    return { fid: undefined, record: template.rule };
  }
  if (given.length === 2) throw badValues('an access rule is referenced by 1 or 3 bytes');
  const fid = given.length === 3 ? readBigEndian(given.subarray(0, 2)) : undefined;
  return { fid, record: given.at(-1)! };
}

interface Filling {
  /** The object C1 or C2. */
  readonly fill: Bytes;
  readonly content: DefaultContent;
}

/** A pattern of the package replaces what the template fills with. [SAIP §8.3.3] */
function contentOf({ proprietaryEFInfo }: Fcp, template: TemplateFile | undefined): Filling {
  const { fillPattern, repeatPattern } = proprietaryEFInfo ?? {};
  if (fillPattern !== undefined && repeatPattern !== undefined)
    throw badValues('a fill pattern and a repeat pattern');
  if (fillPattern !== undefined) return patterned('fill', fillPattern);
  if (repeatPattern !== undefined) return patterned('repeat', repeatPattern);
  const content = template?.content ?? { form: 'required' as const };
  if (content.form !== 'fill' && content.form !== 'repeat') return { fill: EMPTY, content };
  return patterned(content.form, content.pattern);
}

function patterned(form: 'fill' | 'repeat', pattern: Bytes): Filling {
  const tag = form === 'fill' ? TAG_FILLING_PATTERN : TAG_REPEAT_PATTERN;
  return { fill: patternObject(tag, pattern), content: { form, pattern } };
}

/** Each record is filled by itself. [TS102222 §6.3.2.2.2] */
function initialContent(
  content: DefaultContent,
  { kind, recordLength, length }: Pick<ControlParameters, 'kind' | 'recordLength' | 'length'>,
): Bytes {
  if (kind === 'df' || kind === 'ber-tlv') return EMPTY;
  const unit = contentUnit(content, recordLength === 0 ? length : recordLength);
  const whole = new Uint8Array(length);
  for (let at = 0; at < length; at += unit.length) whole.set(unit, at);
  return whole;
}

function contentUnit(content: DefaultContent, length: number): Bytes {
  const unit = new Uint8Array(length).fill(BLANK);
  if (content.form === 'fill' || content.form === 'repeat') {
    const { form, pattern } = content;
    return unit.map((_, at) =>
      form === 'repeat'
        ? pattern[at % pattern.length]!
        : pattern[Math.min(at, pattern.length - 1)]!,
    );
  }
  if (content.form === 'bytes') unit.set(content.bytes.subarray(0, length));
  if (content.form === 'ending') {
    const ending = content.bytes.subarray(Math.max(0, content.bytes.length - length));
    unit.set(ending, length - ending.length);
  }
  return unit;
}

/** What no DF may have, and what none but a DF may have. [SAIP §8.3.3] */
export function checkContext(fcp: Fcp, kind: FileKind, isAdf: boolean): void {
  const refused: readonly (keyof Fcp)[] =
    kind === 'df'
      ? ['efFileSize', 'shortEFID', 'proprietaryEFInfo', ...(isAdf ? [] : (['dfName'] as const))]
      : ['dfName', 'pinStatusTemplateDO'];
  const found = refused.find((name) => fcp[name] !== undefined);
  if (found !== undefined) throw badValues(`${found} has no place in this file`);
  if (isAdf && fcp.dfName === undefined) throw badValues('an ADF has a DF name');
}
