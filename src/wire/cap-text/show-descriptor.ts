/** The Descriptor component as text: what numbers derive is left out. [JCVM §6.14] */
import {
  CAP_ACCESS,
  type CapFile,
  type ClassDescriptor,
  constantTypesLength,
} from '../cap/index.ts';
import { accessText } from './access-text.ts';
import { countedHandlers } from '../cap/index.ts';
import { methodPlaces } from '../cap/index.ts';
import type { NameTable } from './name-table.ts';
import { typeText } from './type-text.ts';

const NO_TOKEN = 0xff;
/** Types of fields that have no place in the table: bit 16, then the half byte. */
export const PRIMITIVE = 0x8000;
export const PRIMITIVE_WORDS = { boolean: 2, byte: 3, short: 4, int: 5 } as const;

export function typeAt(
  { descriptor, constants }: CapFile,
  offset: number,
  names: NameTable,
): string {
  let at = constantTypesLength(descriptor?.constantTypes.length ?? constants.length);
  for (const one of descriptor?.types ?? []) {
    if (at === offset) return typeText(one, (reference) => names.classText(reference));
    at += 1 + one.type.length;
  }
  return `@${offset}`;
}

/** Types stand in a list of their own only where their order is not that of their use. */
export function showDescriptor(
  file: CapFile,
  names: NameTable,
  { types }: { readonly types: boolean },
): string[] {
  const { descriptor } = file;
  if (descriptor === undefined) return [];
  const view: DescriptorView = {
    file,
    names,
    lengths: new Map(methodPlaces(file).map(({ offset, end }) => [offset, end] as const)),
  };
  return [
    'descriptor',
    ...(types ? descriptor.types : []).map(
      (one) => `  type ${typeText(one, (reference) => names.classText(reference))}`,
    ),
    ...descriptor.classes.flatMap((one) => showClass(one, view)),
    'end',
    '',
  ];
}

interface DescriptorView {
  readonly file: CapFile;
  readonly names: NameTable;
  /** Ends of methods by their offsets. */
  readonly lengths: ReadonlyMap<number, number>;
}

function tokenText(token: number): string {
  return token === NO_TOKEN ? '' : ` token ${token}`;
}

function showClass(one: ClassDescriptor, view: DescriptorView): string[] {
  const { names } = view;
  const bases = one.interfaces.map((reference) => names.classText(reference));
  return [
    [
      `  class ${names.classText(one.classRef)} ${accessText('class', one.access)}`,
      tokenText(one.token),
      bases.length === 0 ? '' : ` implements ${bases.join(' ')}`,
    ].join(''),
    ...one.fields.map((field) => {
      const { token, access, classOrPadding, tokenOrOffset, type } = field;
      const isStatic = (access & CAP_ACCESS.STATIC) !== 0;
      const offset = ((classOrPadding << 8) | tokenOrOffset) & 0xffff;
      const what = isStatic
        ? `static ${names.nameOf('static field', offset)}`
        : `field ${names.memberText(classOrPadding, tokenOrOffset)}`;
      const typed = fieldType(view, type);
      return `    ${what} ${accessText('field', access)} ${typed}${tokenText(token)}`;
    }),
    ...one.methods.map((method) => `    ${methodText(method, view)}`),
  ];
}

function fieldType({ file, names }: DescriptorView, type: number): string {
  if (type < PRIMITIVE) return typeAt(file, type, names);
  const found = Object.entries(PRIMITIVE_WORDS).find(([, code]) => type === (PRIMITIVE | code));
  return found?.[0] ?? `@${type}`;
}

function methodText(
  method: ClassDescriptor['methods'][number],
  { file, names, lengths }: DescriptorView,
): string {
  const { token, access, offset, type, bytecodeCount, handlerCount, handlerIndex } = method;
  const own = countedHandlers(file.methods, offset, lengths.get(offset) ?? offset);
  const isDerived = own.count === handlerCount && own.index === handlerIndex;
  const isPlain = lengths.has(offset);
  return [
    `method ${offset === 0 ? '-' : names.nameOf('method', offset)}`,
    accessText('method', access),
    `${typeAt(file, type, names)}${tokenText(token)}`,
    ...(isPlain || bytecodeCount === 0 ? [] : [`length ${bytecodeCount}`]),
    ...(isDerived ? [] : [`handlers ${handlerCount} ${handlerIndex}`]),
  ].join(' ');
}
