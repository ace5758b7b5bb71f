/** Head, classes, static fields, constants and exports as text. [JCVM §6] */
import { type Bytes, hex } from '../../base/index.ts';
import {
  CAP_FLAG,
  type CapClass,
  type CapFile,
  type CapInterface,
  CLASS_FLAG,
  classOffsets,
} from '../cap/index.ts';
import { staticOffsets } from './cap-names.ts';
import { constantText, constantWord } from './constant-text.ts';
import { typeAt } from './show-descriptor.ts';
import type { NameTable } from './name-table.ts';

export const ARRAY_WORDS = { boolean: 2, byte: 3, short: 4, int: 5 } as const;
const ABSENT = 0xffff;
const HEX_CHUNK = 32;

export function showHead({ header, imports, applets }: CapFile, names: NameTable): string[] {
  const { aid, major, minor } = header.package;
  const known = CAP_FLAG.INT | CAP_FLAG.EXPORT | CAP_FLAG.APPLET;
  const more = header.flags & ~known;
  return [
    `cap ${header.major}.${header.minor}`,
    [
      `package ${hex(aid)} ${major}.${minor}`,
      ...(header.flags & CAP_FLAG.INT ? ['int'] : []),
      ...(more === 0 ? [] : [`flags ${more}`]),
      ...(header.name === undefined ? [] : [`name ${nameText(header.name)}`]),
    ].join(' '),
    ...imports.map(
      (one, at) => `import ${hex(one.aid)} ${one.major}.${one.minor} as ${names.packages[at]}`,
    ),
    ...applets.map(
      (one) => `applet ${hex(one.aid)} install ${names.nameOf('method', one.installOffset)}`,
    ),
    '',
  ];
}

function nameText(name: Bytes): string {
  const text = String.fromCharCode(...name);
  return /^[\w/.$]+$/.test(text) ? text : `hex:${hex(name)}`;
}

export function showClasses({ classes, header }: CapFile, names: NameTable): string[] {
  const offsets = classOffsets(classes);
  const lines = classes.list.flatMap((one, at) => {
    const name = names.nameOf('class', offsets[at]!);
    return one.kind === 'interface'
      ? showInterface(one, name, names)
      : showClass(one, { name, names, formatMinor: header.minor });
  });
  const { signatures } = classes;
  return signatures === undefined || signatures.length === 0
    ? lines
    : [`signatures ${hex(signatures)}`, ...lines];
}

function flagWords(flags: number): string[] {
  return [
    ...(flags & CLASS_FLAG.SHAREABLE ? ['shareable'] : []),
    ...(flags & CLASS_FLAG.REMOTE ? ['remote'] : []),
    ...(flags & 1 ? ['flags 1'] : []),
  ];
}

function showInterface(one: CapInterface, name: string, names: NameTable): string[] {
  const bases = one.superinterfaces.map((reference) => names.classText(reference));
  return [
    [
      `interface ${name}`,
      ...flagWords(one.flags),
      ...(bases.length > 0 ? [`extends ${bases.join(' ')}`] : []),
    ].join(' '),
    ...(one.name === undefined ? [] : [`  name ${nameText(one.name)}`]),
    'end',
    '',
  ];
}

interface ClassView {
  readonly name: string;
  readonly names: NameTable;
  readonly formatMinor: number;
}

function showClass(one: CapClass, { name, names }: ClassView): string[] {
  const methods = (kind: string, base: number, offsets: readonly number[]) => {
    if (base === 0 && offsets.length === 0) return [];
    const list = offsets.map((at) => (at === ABSENT ? '-' : names.nameOf('method', at)));
    return [[`  ${kind}`, ...(base === 0 ? [] : [`from ${base}`]), ...list].join(' ')];
  };
  const { firstReferenceToken, referenceCount, tokens } = one;
  const references =
    firstReferenceToken === 0xff && referenceCount === 0
      ? ''
      : ` references ${firstReferenceToken} ${referenceCount}`;
  const isPlain =
    tokens === undefined ||
    (tokens.mapping.every((token, at) => token === at) &&
      tokens.inheritable === tokens.mapping.length);
  return [
    [`class ${name}`, ...flagWords(one.flags), `extends ${names.classText(one.superClass)}`].join(
      ' ',
    ),
    ...(one.declaredInstanceSize === 0 && references === ''
      ? []
      : [`  fields ${one.declaredInstanceSize}${references}`]),
    ...methods('public', one.publicBase, one.publicMethods),
    ...methods('package', one.packageBase, one.packageMethods),
    ...one.interfaces.map(({ interface: reference, index }) =>
      [`  implements ${names.classText(reference)}`, ...index].join(' '),
    ),
    ...(isPlain ? [] : [`  tokens ${hex(tokens.mapping)} inheritable ${tokens.inheritable}`]),
    ...showRemote(one.remote, names),
    'end',
    '',
  ];
}

function showRemote(remote: CapClass['remote'], names: NameTable): string[] {
  if (remote === undefined) return [];
  const { methods, hashModifier, className, interfaces } = remote;
  return [
    `  remote-name ${nameText(className)} modifier ${nameText(hashModifier)}`,
    ...methods.map((one) => `  remote-method ${one.hash} ${one.signatureOffset} ${one.token}`),
    ...interfaces.map((reference) => `  remote-interface ${names.classText(reference)}`),
  ];
}

export function showStatics(file: CapFile, names: NameTable): string[] {
  const { staticFields } = file;
  const { arrays, referenceCount, defaultValueCount, values, imageSize } = staticFields;
  if (imageSize === 0) return [];
  const name = (offset: number) => names.nameOf('static field', offset);
  const scalars = 2 * referenceCount;
  const offsets = staticOffsets(file).filter((offset) => offset >= scalars);
  return [
    'statics',
    ...arrays.map(({ type, values: initial }, at) => {
      const word = Object.entries(ARRAY_WORDS).find(([, code]) => code === type)?.[0];
      return `  array ${word ?? type} ${name(2 * at)}${longText(initial)}`;
    }),
    ...Array.from(
      { length: Math.max(0, referenceCount - arrays.length) },
      (_, at) => `  reference ${name(2 * (arrays.length + at))}`,
    ),
    ...offsets.map((offset, at) => {
      const length = (offsets[at + 1] ?? imageSize) - offset;
      const begin = offset - scalars - defaultValueCount;
      return begin < 0
        ? `  zero ${name(offset)} ${length}`
        : `  value ${name(offset)} ${hex(values.subarray(begin, begin + length))}`;
    }),
    'end',
    '',
  ];
}

export function showConstants(file: CapFile, names: NameTable): string[] {
  const { constants, descriptor } = file;
  if (constants.length === 0) return [];
  return [
    'constants',
    ...constants.map((one, at) => {
      const offset = descriptor?.constantTypes[at] ?? ABSENT;
      const type = offset === ABSENT ? '' : ` : ${typeAt(file, offset, names)}`;
      return `  ${constantWord(one.tag)} ${constantText(one, names)}${type}`;
    }),
    'end',
    '',
  ];
}

export function showExports({ exports }: CapFile, names: NameTable): string[] {
  return exports.map(({ classOffset, staticFields, staticMethods }) =>
    [
      `export ${names.nameOf('class', classOffset)}`,
      ...(staticFields.length === 0 ? [] : ['fields']),
      ...staticFields.map((offset) => names.nameOf('static field', offset)),
      ...(staticMethods.length === 0 ? [] : ['methods']),
      ...staticMethods.map((offset) => names.nameOf('method', offset)),
    ].join(' '),
  );
}

/** Content behind other words; more than a line of it goes on in lines of its own. */
export function longText(content: Bytes): string {
  const words = chunks(content);
  return words.length < 2
    ? words.map((word) => ` ${word}`).join('')
    : [' \\', ...words.map((word, at) => `    ${word}${at < words.length - 1 ? ' \\' : ''}`)].join(
        '\n',
      );
}

/** Long content in words of equal length. */
export function chunks(content: Bytes): string[] {
  const words: string[] = [];
  for (let at = 0; at < content.length; at += HEX_CHUNK)
    words.push(hex(content.subarray(at, at + HEX_CHUNK)));
  return words;
}
