/**
 * Stub load files: CAP files that bring no code of their own but name a package and its modules,
 * for which the code is part of Bifrons. Header and Applet components count; others are read over.
 * [JCVM §6.4] [JCVM §6.6]
 */
import { type Bytes, bytes, concat, isWireError } from '../base/index.ts';
import { refuse } from '../os/abi/index.ts';
import {
  CAP_FLAG,
  CAP_MAGIC,
  COMPONENT,
  emitCapSummary,
  emitComponent,
  parseCapSummary,
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

/** JVM version and flags of the Header component. [JCVM §6.4] */
const FORMAT = { major: 2, minor: 1 } as const;

/** The load file data block that brings a native package. */
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
  // Tools read the imports of a file before they load it.
  return concat(summary, emitComponent(COMPONENT.IMPORT, bytes(0)));
}
