/**
 * Stub load files: CAP files that bring no code of their own but name a package and its modules,
 * for which the code is part of Bifrons. Header and Applet components count; others are read over.
 * [JCVM §6.4] [JCVM §6.6]
 */
import { type Bytes, bytes, isWireError } from '../base/index.ts';
import { refuse } from '../os/abi/index.ts';
import { parseCapSummary } from '../wire/cap/index.ts';
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
