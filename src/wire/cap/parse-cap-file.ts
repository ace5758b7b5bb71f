/** Parses a CAP file as it is loaded, and checks its components against each other. [JCVM §6] */
import { type Bytes, fail, isWireError, type WireError } from '../../base/index.ts';
import { applets } from './applet.ts';
import type { CapFile, CapSummary } from './cap-file.ts';
import { classesOf } from './class.ts';
import { type CapComponent, COMPONENT, splitComponents } from './component.ts';
import { constantPool } from './constant-pool.ts';
import { crossChecks } from './cross-checks.ts';
import { debug } from './debug.ts';
import { descriptor } from './descriptor.ts';
import { directoryOf } from './directory.ts';
import { classExports } from './export.ts';
import { CAP_FLAG, CAP_MAGIC, type CapHeader, header } from './header.ts';
import { imports } from './import.ts';
import { type Layout, parseLayout } from './layout.ts';
import { methods } from './method.ts';
import { references } from './reference-location.ts';
import { staticFields } from './static-field.ts';
import { staticResources } from './static-resource.ts';

const CODEC = 'CAP file';

/** Parses the content of a load file: components of format 2.1, 2.2, or 2.3 compact. */
export function parseCapFile(source: Bytes): CapFile | WireError {
  const components = splitComponents(source);
  if (isWireError(components)) return components;
  const head = readHeader(components);
  if (isWireError(head)) return head;
  const file = readComponents(components, head);
  const bad = Object.values(file).find(isWireError);
  if (bad !== undefined) return bad;
  const whole = { header: head, components, ...file } as CapFile;
  return crossChecks(whole) ?? whole;
}

/**
 * What a load file says of itself before its code: the package and its applets. Other components
 * need not be there.
 */
export function parseCapSummary(source: Bytes): CapSummary | WireError {
  const components = splitComponents(source);
  if (isWireError(components)) return components;
  const head = readHeader(components);
  if (isWireError(head)) return head;
  if (!components.has(COMPONENT.APPLET)) return { header: head, applets: [] };
  const found = read(components, { tag: COMPONENT.APPLET, name: 'Applet', layout: applets });
  return isWireError(found) ? found : { header: head, applets: found };
}

function readHeader(components: ReadonlyMap<number, CapComponent>): CapHeader | WireError {
  const head = read(components, { tag: COMPONENT.HEADER, name: 'Header', layout: header });
  if (isWireError(head)) return head;
  const { offset } = components.get(COMPONENT.HEADER)!;
  if (head.magic !== CAP_MAGIC)
    return fail(CODEC, offset, { expected: 'DECAFFED', got: head.magic.toString(16) });
  if (head.major !== 2 || head.minor < 1 || head.minor > 3) {
    const got = `${head.major}.${head.minor}`;
    return fail(CODEC, offset, { expected: 'format 2.1, 2.2 or 2.3', got });
  }
  if ((head.flags & CAP_FLAG.EXTENDED) !== 0)
    return fail(CODEC, offset, { expected: 'the compact format', got: 'the extended one' });
  return head;
}

/** Each component or its error. */
function readComponents(
  components: ReadonlyMap<number, CapComponent>,
  { minor, flags }: CapHeader,
) {
  const part = <T>(tag: number, name: string, layout: Layout<T>) =>
    read(components, { tag, name, layout });
  const optional = <T>(tag: number, name: string, layout: Layout<T>) =>
    components.has(tag) ? part(tag, name, layout) : undefined;
  const conditional = <T>(flag: number, tag: number, name: string, layout: Layout<readonly T[]>) =>
    (flags & flag) === 0 && !components.has(tag) ? [] : part(tag, name, layout);
  return {
    directory: part(COMPONENT.DIRECTORY, 'Directory', directoryOf(minor)),
    applets: conditional(CAP_FLAG.APPLET, COMPONENT.APPLET, 'Applet', applets),
    imports: part(COMPONENT.IMPORT, 'Import', imports),
    constants: part(COMPONENT.CONSTANT_POOL, 'Constant Pool', constantPool),
    classes: part(COMPONENT.CLASS, 'Class', classesOf(minor)),
    methods: part(COMPONENT.METHOD, 'Method', methods),
    staticFields: part(COMPONENT.STATIC_FIELD, 'Static Field', staticFields),
    references: part(COMPONENT.REFERENCE_LOCATION, 'Reference Location', references),
    exports: conditional(CAP_FLAG.EXPORT, COMPONENT.EXPORT, 'Export', classExports),
    descriptor: optional(COMPONENT.DESCRIPTOR, 'Descriptor', descriptor),
    staticResources: optional(COMPONENT.STATIC_RESOURCE, 'Static Resource', staticResources),
    debug: optional(COMPONENT.DEBUG, 'Debug', debug),
  };
}

interface Part<T> {
  readonly tag: number;
  readonly name: string;
  readonly layout: Layout<T>;
}

function read<T>(
  components: ReadonlyMap<number, CapComponent>,
  { tag, name, layout }: Part<T>,
): T | WireError {
  const found = components.get(tag);
  if (found === undefined) return fail(CODEC, 0, { expected: `component ${name}`, got: 'none' });
  const value = parseLayout(`CAP file: ${name}`, layout, found.info);
  return isWireError(value) ? { ...value, offset: value.offset + found.offset } : value;
}
