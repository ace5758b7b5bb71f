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
} from '../../../base/index.ts';
import { parseCapSummary } from '../../../wire/cap/index.ts';

/** Components as the archive names them, in the order in which they are loaded. [JCVM §6.2] */
const COMPONENTS = [
  'Header',
  'Directory',
  'Import',
  'Applet',
  'Class',
  'Method',
  'StaticField',
  'Export',
  'ConstantPool',
  'RefLocation',
  'StaticResources',
  'Descriptor',
];
const COMPONENT_PATH = /(?:^|\/)javacard\/([A-Za-z]+)\.cap$/;

export interface ArchiveFile {
  readonly path: string;
  readonly content: Bytes;
}

/** Whether a file of the archive is a component that is loaded; debug information is not. */
export function isLoadedComponent(path: string): boolean {
  return COMPONENTS.includes(COMPONENT_PATH.exec(path)?.[1] ?? '');
}

/** Throws `HostError` INPUT_INVALID where the files hold no header. */
export function joinCap(files: readonly ArchiveFile[]): Bytes {
  const order = (path: string): number => COMPONENTS.indexOf(COMPONENT_PATH.exec(path)?.[1] ?? '');
  const found = files.filter(({ path }) => order(path) >= 0);
  if (!found.some(({ path }) => order(path) === 0)) throw noLoadFile('no Header.cap inside');
  return concat(
    ...found.toSorted((a, b) => order(a.path) - order(b.path)).map(({ content }) => content),
  );
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
