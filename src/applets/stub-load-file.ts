/**
 * Stub load files: CAP files that bring no code of their own but name a package and its modules,
 * for which the code is part of Bifrons. Header and Applet components count; others are read over.
 * [JCVM §6.4] [JCVM §6.6]
 */
import { assert, bigEndian, type Bytes, bytes, concat, EMPTY, isWireError } from '../base/index.ts';
import { refuse } from '../os/abi/index.ts';
import {
  CAP_FLAG,
  CAP_MAGIC,
  COMPONENT,
  emitCapSummary,
  emitComponent,
  parseCapSummary,
  splitComponents,
} from '../wire/cap/index.ts';
import { SW } from '../wire/index.ts';

export interface Stub {
  /** Of the package. */
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  readonly modules: readonly Bytes[];
}

export function parseStub(block: Bytes): Stub {
  const summary = parseCapSummary(block);
  if (isWireError(summary)) {
    return refuse(SW.WRONG_DATA, 'JCVM §6', `no CAP file: expected ${summary.expected}`);
  }
  const { header, applets } = summary;
  const { aid, major, minor } = header.package;
  return { aid, version: bytes(major, minor), modules: applets.map((one) => one.aid) };
}

/** Format of the file. [JCVM §6.4] */
const FORMAT = { major: 2, minor: 1 } as const;
/** Sizes of eleven components, of static fields, and three counts. [JCVM §6.5] */
const DIRECTORY = { sizes: 11, length: 31 } as const;
const NO_IMPORTS = bytes(0);

/**
 * The load file data block that brings a native package, in the order that tools expect: they read
 * directory and imports before they find the applets.
 */
export function emitStub({ aid, version, modules }: Stub): Bytes {
  const [major = 1, minor = 0] = version;
  const summary = emitCapSummary({
    header: {
      magic: CAP_MAGIC,
      ...FORMAT,
      flags: CAP_FLAG.APPLET,
      package: { major, minor, aid },
      name: undefined,
    },
    applets: modules.map((one) => ({ aid: one, installOffset: 0 })),
  });
  const parts = splitComponents(summary);
  assert(!isWireError(parts), 'the components read as they were written');
  const info = (tag: number): Bytes => parts.get(tag)?.info ?? EMPTY;
  const [head, list] = [info(COMPONENT.HEADER), info(COMPONENT.APPLET)];
  const sizes = Array.from({ length: DIRECTORY.sizes }, () => 0);
  sizes[COMPONENT.HEADER - 1] = head.length;
  sizes[COMPONENT.DIRECTORY - 1] = DIRECTORY.length;
  sizes[COMPONENT.IMPORT - 1] = NO_IMPORTS.length;
  sizes[COMPONENT.APPLET - 1] = list.length;
  const directory = concat(
    ...sizes.map((size) => bigEndian(size, 2)),
    new Uint8Array(6),
    bytes(0, modules.length, 0),
  );
  return concat(
    emitComponent(COMPONENT.HEADER, head),
    emitComponent(COMPONENT.DIRECTORY, directory),
    emitComponent(COMPONENT.IMPORT, NO_IMPORTS),
    emitComponent(COMPONENT.APPLET, list),
  );
}
