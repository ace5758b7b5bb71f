/** What a constant of a package refers to. [JCVM §6.8] */
import { CONSTANT, type Constant } from '../../wire/cap/index.ts';
import { bad, importedClass, importedExport, methodAt } from './look-up.ts';
import {
  EXPORTED_NUMBER,
  type LinkedClass,
  type LinkedPackage,
  type Method,
  type ResolvedConstant,
} from './model.ts';

const IMPORTED_CLASS = 0x8000;
const IMPORTED = 0x80;
const PACKAGE_VISIBLE = 0x80;

/** A `Refusal` where there is nothing behind it. */
export function resolveConstant(linked: LinkedPackage, index: number): ResolvedConstant {
  const constant = linked.code!.file.constants[index];
  if (constant === undefined) return bad(`no constant has index ${index}`);
  const { tag } = constant;
  if (tag === CONSTANT.STATIC_FIELD_REF) return staticField(linked, constant);
  if (tag === CONSTANT.STATIC_METHOD_REF) return staticMethod(linked, constant);
  const found = classAt(linked, constant.first);
  if (tag === CONSTANT.CLASS_REF) return { kind: 'class', class: found };
  if (tag === CONSTANT.INSTANCE_FIELD_REF) return field(found, constant.second);
  if (tag === CONSTANT.SUPER_METHOD_REF) {
    const above = found.super;
    if (above === undefined) return bad(`${found.name} has no superclass`);
    return { kind: 'method', method: virtualMethod(linked, above, constant.second) };
  }
  const { argumentCells } = virtualMethod(linked, found, constant.second);
  const isPackage = (constant.second & PACKAGE_VISIBLE) !== 0;
  const token = constant.second & ~PACKAGE_VISIBLE;
  return { kind: 'virtual', class: found, isPackage, token, argumentCells };
}

export function classAt(linked: LinkedPackage, reference: number): LinkedClass {
  const code = linked.code!;
  if ((reference & IMPORTED_CLASS) !== 0) return importedClass(code.imports, reference);
  return (
    code.classes[code.classOffsets.indexOf(reference)] ?? bad(`no class begins at ${reference}`)
  );
}

function field(found: LinkedClass, token: number): ResolvedConstant {
  const { code, number } = found.package;
  // What objects of the machine keep is theirs; an export file says which fields others may use.
  if (code === undefined && number !== EXPORTED_NUMBER) bad(`${found.name} shows no fields`);
  const cell = (found.super?.cells ?? 0) + token;
  if (cell >= found.cells) return bad(`${found.name} has no field with token ${token}`);
  const isReference = found.referenceCells.includes(cell);
  return { kind: 'field', class: found, token, cell, isReference };
}

function virtualMethod(linked: LinkedPackage, found: LinkedClass, token: number): Method {
  const isPackage = (token & PACKAGE_VISIBLE) !== 0;
  if (isPackage && found.package !== linked)
    return bad(`${found.name} shows no methods of its package`);
  const method = isPackage ? found.packageMethods[token & ~PACKAGE_VISIBLE] : found.methods[token];
  return method ?? bad(`${found.name} has no virtual method with token ${token}`);
}

function staticField(linked: LinkedPackage, { first, second }: Constant): ResolvedConstant {
  if ((first & IMPORTED) === 0) return staticAt(linked, second);
  const { class: owner, staticFields } = importedExport(
    linked.code!.imports,
    first & ~IMPORTED,
    second >> 8,
  );
  const offset = staticFields[second & 0xff];
  if (offset === undefined) return bad(`${owner.name} has no static field ${second & 0xff}`);
  return staticAt(owner.package, offset);
}

function staticAt(linked: LinkedPackage, offset: number): ResolvedConstant {
  const { imageSize, referenceCount } = linked.code!.file.staticFields;
  if (offset >= imageSize)
    return bad(`static fields have ${imageSize} bytes, one begins at ${offset}`);
  return { kind: 'static', package: linked, offset, isReference: offset < 2 * referenceCount };
}

function staticMethod(linked: LinkedPackage, { first, second }: Constant): ResolvedConstant {
  if ((first & IMPORTED) === 0) return { kind: 'method', method: methodAt(linked, second) };
  const { class: owner, staticMethods } = importedExport(
    linked.code!.imports,
    first & ~IMPORTED,
    second >> 8,
  );
  const method = staticMethods[second & 0xff];
  return method === undefined
    ? bad(`${owner.name} has no static method ${second & 0xff}`)
    : { kind: 'method', method };
}
