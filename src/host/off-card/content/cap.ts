/**
 * CAP files off the card: the load file data block that the components of an archive give, and what
 * a block says of itself. [JCVM §4.1] [JCVM §6]
 */
import {
  type Bytes,
  bytes,
  concat,
  describeWireError,
  HostError,
  isWireError,
  type WireError,
} from '../../../base/index.ts';
import {
  COMPONENT,
  emitComponent,
  parseCapSummary,
  splitComponents,
} from '../../../wire/cap/index.ts';

/** Components as the archive names them, in the order in which they are loaded. [JCVM §6.2] */
const NAMES: ReadonlyMap<number, string> = new Map([
  [COMPONENT.HEADER, 'Header'],
  [COMPONENT.DIRECTORY, 'Directory'],
  [COMPONENT.IMPORT, 'Import'],
  [COMPONENT.APPLET, 'Applet'],
  [COMPONENT.CLASS, 'Class'],
  [COMPONENT.METHOD, 'Method'],
  [COMPONENT.STATIC_FIELD, 'StaticField'],
  [COMPONENT.EXPORT, 'Export'],
  [COMPONENT.CONSTANT_POOL, 'ConstantPool'],
  [COMPONENT.REFERENCE_LOCATION, 'RefLocation'],
  [COMPONENT.STATIC_RESOURCE, 'StaticResources'],
  [COMPONENT.DESCRIPTOR, 'Descriptor'],
]);
/** Debug information stands in archives alone, behind all that is loaded. */
const ARCHIVED: ReadonlyMap<number, string> = new Map([...NAMES, [COMPONENT.DEBUG, 'Debug']]);
const LOADED = [...NAMES.values()];
const ORDER = [...ARCHIVED.values()];
/** Static resources have a suffix of their own. */
const COMPONENT_PATH = /(?:^|\/)javacard\/([A-Za-z]+)\.capx?$/;

export interface ArchiveFile {
  readonly path: string;
  readonly content: Bytes;
}

/** Whether a file of the archive is a component that is loaded; debug information is not. */
export function isLoadedComponent(path: string): boolean {
  return LOADED.includes(COMPONENT_PATH.exec(path)?.[1] ?? '');
}

/** Whether a file of the archive is a component, Debug included. */
export function isComponent(path: string): boolean {
  return ORDER.includes(COMPONENT_PATH.exec(path)?.[1] ?? '');
}

/** Throws `HostError` INPUT_INVALID where the files hold no header. */
export function joinCap(files: readonly ArchiveFile[]): Bytes {
  const order = (path: string): number => ORDER.indexOf(COMPONENT_PATH.exec(path)?.[1] ?? '');
  const found = files.filter(({ path }) => order(path) >= 0);
  if (!found.some(({ path }) => order(path) === 0)) throw noLoadFile('no Header.cap inside');
  return concat(
    ...found.toSorted((a, b) => order(a.path) - order(b.path)).map(({ content }) => content),
  );
}

/** The components of a block by the names of their files in an archive. */
export function splitCap(
  block: Bytes,
): readonly { readonly name: string; readonly content: Bytes }[] | WireError {
  const components = splitComponents(block);
  if (isWireError(components)) return components;
  return [...components.values()].flatMap(({ tag, info }) => {
    const name = ARCHIVED.get(tag);
    const suffix = tag === COMPONENT.STATIC_RESOURCE ? 'capx' : 'cap';
    const content = emitComponent(tag, info);
    return name === undefined ? [] : [{ name: `${name}.${suffix}`, content }];
  });
}

export interface LoadFileSummary {
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  readonly modules: readonly Bytes[];
}

/** Throws `HostError` INPUT_INVALID. */
export function summarizeLoadFile(block: Bytes): LoadFileSummary {
  const summary = parseCapSummary(block);
  if (isWireError(summary)) throw noLoadFile(describeWireError(summary));
  const { aid, major, minor } = summary.header.package;
  return { aid, version: bytes(major, minor), modules: summary.applets.map((one) => one.aid) };
}

function noLoadFile(why: string): HostError {
  return new HostError(
    'INPUT_INVALID',
    `not a load file: ${why}`,
    'give a CAP file, as an archive or as its components one behind the other',
  );
}
