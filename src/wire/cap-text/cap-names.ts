/** Names for what a CAP file numbers: those of its Debug component, or a letter and a number. */
import { type Bytes, hex } from '../../base/index.ts';
import { type CapDebug, type CapFile, CAP_ACCESS, classOffsets, CONSTANT } from '../cap/index.ts';
import { methodPlaces } from '../cap/index.ts';
import { hasHeader } from './show-code.ts';
import { NameTable } from './name-table.ts';

const IMPORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['A0000000620001', 'lang'],
  ['A0000000620002', 'io'],
  ['A0000000620003', 'rmi'],
  ['A0000000620101', 'framework'],
  ['A000000062010101', 'service'],
  ['A0000000620102', 'security'],
  ['A0000000620201', 'crypto'],
  ['A00000015100', 'globalplatform'],
]);

export function namesOf(file: CapFile): NameTable {
  const names = new NameTable();
  for (const { aid } of file.imports) {
    const name = IMPORT_NAMES.get(hex(aid)) ?? `p${names.packages.length}`;
    names.packages.push(names.packages.includes(name) ? `p${names.packages.length}` : name);
  }
  const given = debugNames(file.debug);
  const offsets = classOffsets(file.classes);
  file.classes.list.forEach(({ kind }, at) => {
    const plain = kind === 'interface' ? `I${at}` : `C${at}`;
    setOnce(names, 'class', {
      offset: offsets[at]!,
      name: given.classes.get(offsets[at]!) ?? plain,
    });
  });
  methodPlaces(file).forEach((place, at) => {
    const { offset } = place;
    if (!hasHeader(file, place)) return;
    setOnce(names, 'method', { offset, name: given.methods.get(offset) ?? `m${at}` });
  });
  for (const offset of staticOffsets(file))
    setOnce(names, 'static field', { offset, name: given.statics.get(offset) ?? `s${offset}` });
  return names;
}

function setOnce(
  names: NameTable,
  thing: 'class' | 'method' | 'static field',
  { offset, name }: { readonly offset: number; readonly name: string },
): void {
  names.set(thing, names.has(thing, name) ? `${name}_${offset}` : name, offset);
}

/** Where static fields begin, as far as references to them show. */
export function staticOffsets({ staticFields, constants, exports, descriptor }: CapFile): number[] {
  const found = new Set<number>();
  for (let at = 0; at < staticFields.referenceCount; at++) found.add(2 * at);
  for (const { tag, first, second } of constants)
    if (tag === CONSTANT.STATIC_FIELD_REF && first < 0x80) found.add(second);
  for (const one of exports) for (const offset of one.staticFields) found.add(offset);
  for (const one of descriptor?.classes ?? [])
    for (const { access, classOrPadding, tokenOrOffset } of one.fields)
      if ((access & CAP_ACCESS.STATIC) !== 0)
        found.add(((classOrPadding << 8) | tokenOrOffset) & 0xffff);
  found.add(2 * staticFields.referenceCount);
  found.add(2 * staticFields.referenceCount + staticFields.defaultValueCount);
  return [...found].filter((offset) => offset < staticFields.imageSize).toSorted((a, b) => a - b);
}

interface GivenNames {
  readonly classes: ReadonlyMap<number, string>;
  readonly methods: ReadonlyMap<number, string>;
  readonly statics: ReadonlyMap<number, string>;
}

const FINAL = 0x10;

function debugNames(debug: CapDebug | undefined): GivenNames {
  const [classes, methods] = [new Map<number, string>(), new Map<number, string>()];
  const statics = new Map<number, string>();
  for (const one of debug?.classes ?? []) {
    const name = plainName(debug!.strings[one.name]);
    if (name === undefined) continue;
    classes.set(one.location, name);
    for (const { name: index, location } of one.methods) {
      const method = plainName(debug!.strings[index]);
      if (method !== undefined) methods.set(location, `${name}.${method}`);
    }
    for (const { name: index, access, contents, type } of one.fields) {
      const isStatic = (access & CAP_ACCESS.STATIC) !== 0;
      const field = plainName(debug!.strings[index]);
      // A constant of a primitive type has its value here, not its place.
      const isConstant = (access & FINAL) !== 0 && debug!.strings[type]?.length === 1;
      if (isStatic && !isConstant && field !== undefined) statics.set(contents, `${name}.${field}`);
    }
  }
  return { classes, methods, statics };
}

/** The last part of a name, where it is one that a text can have. */
function plainName(source: Bytes | undefined): string | undefined {
  const text = String.fromCharCode(...(source ?? [])).replace(/^.*\//, '');
  const name = text === '<init>' ? 'init' : text;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : undefined;
}
