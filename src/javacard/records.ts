/** What a virtual machine keeps beside its heap: packages and applets, a cell each. */
import { type Bytes, concat, Fault, hex } from '../base/index.ts';
import type { Codec } from '../os/abi/index.ts';

export interface PackageRecord {
  /** From 16 to 255, used again when the package is gone. */
  readonly number: number;
  /** The object that holds its static fields. */
  readonly statics: number;
  /** Bytes of its load file. */
  readonly length: number;
}

export interface AppletRecord {
  /** From 1 to 255. */
  readonly number: number;
  /** Of its package. */
  readonly context: number;
  readonly instance: number;
  readonly aidObject: number;
  readonly aid: Bytes;
}

const PACKAGE_LENGTH = 6;
const APPLET_HEAD = 7;

export const PACKAGES: Codec<readonly PackageRecord[]> = {
  parse(stored) {
    if (stored.length % PACKAGE_LENGTH !== 0)
      throw new Fault('packages are stored in 6 bytes each');
    return Array.from({ length: stored.length / PACKAGE_LENGTH }, (_, index) => {
      const row = stored.subarray(PACKAGE_LENGTH * index);
      const length = (row[3]! << 16) | (row[4]! << 8) | row[5]!;
      return { number: row[0]!, statics: (row[1]! << 8) | row[2]!, length };
    });
  },
  emit: (packages) =>
    Uint8Array.from(
      packages.flatMap(({ number, statics, length }) => [
        number,
        statics >> 8,
        statics,
        length >> 16,
        length >> 8,
        length,
      ]),
    ),
};

export const APPLETS: Codec<readonly AppletRecord[]> = {
  parse(stored) {
    const list: AppletRecord[] = [];
    for (let at = 0; at < stored.length;) {
      const row = stored.subarray(at);
      const length = row[6];
      if (length === undefined || row.length < APPLET_HEAD + length)
        throw new Fault('a stored applet is cut');
      list.push({
        number: row[0]!,
        context: row[1]!,
        instance: (row[2]! << 8) | row[3]!,
        aidObject: (row[4]! << 8) | row[5]!,
        aid: row.slice(APPLET_HEAD, APPLET_HEAD + length),
      });
      at += APPLET_HEAD + length;
    }
    return list;
  },
  emit: (applets) =>
    concat(
      ...applets.map(({ number, context, instance, aidObject, aid }) =>
        Uint8Array.of(
          number,
          context,
          instance >> 8,
          instance,
          aidObject >> 8,
          aidObject,
          aid.length,
          ...aid,
        ),
      ),
    ),
  describe: (applets) => applets.map(({ number, aid }) => ({ number, aid: hex(aid) })),
};
