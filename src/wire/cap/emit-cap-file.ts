/** Writes a CAP file in the order in which it is loaded. [JCVM §6.3] */
import { type Bytes, concat } from '../../base/index.ts';
import { applets } from './applet.ts';
import type { CapFile, CapSummary } from './cap-file.ts';
import { classesOf } from './class.ts';
import { COMPONENT, CUSTOM_TAG_MIN, emitComponent } from './component.ts';
import { constantPool } from './constant-pool.ts';
import { debug } from './debug.ts';
import { descriptor } from './descriptor.ts';
import { directoryOf } from './directory.ts';
import { classExports } from './export.ts';
import { header } from './header.ts';
import { imports } from './import.ts';
import { emitLayout, type Layout } from './layout.ts';
import { methods } from './method.ts';
import { references } from './reference-location.ts';
import { staticFields } from './static-field.ts';
import { staticResources } from './static-resource.ts';

export function emitCapFile(file: CapFile): Bytes {
  const { minor } = file.header;
  const list = <T>(tag: number, layout: Layout<readonly T[]>, value: readonly T[]) =>
    value.length === 0 ? [] : [part(tag, layout, value)];
  const optional = <T>(tag: number, layout: Layout<T>, value: T | undefined) =>
    value === undefined ? [] : [part(tag, layout, value)];
  const custom = [...file.components.values()].filter(({ tag }) => tag >= CUSTOM_TAG_MIN);
  return concat(
    part(COMPONENT.HEADER, header, file.header),
    part(COMPONENT.DIRECTORY, directoryOf(minor), file.directory),
    part(COMPONENT.IMPORT, imports, file.imports),
    ...list(COMPONENT.APPLET, applets, file.applets),
    part(COMPONENT.CLASS, classesOf(minor), file.classes),
    part(COMPONENT.METHOD, methods, file.methods),
    part(COMPONENT.STATIC_FIELD, staticFields, file.staticFields),
    ...list(COMPONENT.EXPORT, classExports, file.exports),
    part(COMPONENT.CONSTANT_POOL, constantPool, file.constants),
    part(COMPONENT.REFERENCE_LOCATION, references, file.references),
    ...optional(COMPONENT.STATIC_RESOURCE, staticResources, file.staticResources),
    ...optional(COMPONENT.DESCRIPTOR, descriptor, file.descriptor),
    ...optional(COMPONENT.DEBUG, debug, file.debug),
    ...custom.map(({ tag, info }) => emitComponent(tag, info)),
  );
}

/** Header and Applet components alone. */
export function emitCapSummary({ header: head, applets: list }: CapSummary): Bytes {
  const named = list.length === 0 ? [] : [part(COMPONENT.APPLET, applets, list)];
  return concat(part(COMPONENT.HEADER, header, head), ...named);
}

function part<T>(tag: number, layout: Layout<T>, value: T): Bytes {
  return emitComponent(tag, emitLayout(layout, value));
}
