/** Header component: the format, the package and what else the file holds. [JCVM §6.4] */
import { type Bytes } from '../../base/index.ts';
import { counted, type Layout, type LayoutValue, struct, u1, u4 } from './layout.ts';

export const CAP_MAGIC = 0xdecaffed;
export const CAP_FLAG = { INT: 0x01, EXPORT: 0x02, APPLET: 0x04, EXTENDED: 0x08 } as const;

export const aid = counted(u1, { min: 5, max: 16 });

/** A package by its AID and its version. */
export const packageInfo = struct<{
  readonly minor: number;
  readonly major: number;
  readonly aid: Bytes;
}>({ minor: u1, major: u1, aid });
export type CapPackage = LayoutValue<typeof packageInfo>;

/** Its length may be left out together with the name. */
const optionalName: Layout<Bytes | undefined> = {
  read: (reader) => (reader.done ? undefined : counted(u1).read(reader)),
  write: (value, out) => value && counted(u1).write(value, out),
};

export const header = struct<{
  readonly magic: number;
  readonly minor: number;
  readonly major: number;
  readonly flags: number;
  readonly package: CapPackage;
  /** Name of a package with remote classes; from format 2.2. */
  readonly name: Bytes | undefined;
}>({ magic: u4, minor: u1, major: u1, flags: u1, package: packageInfo, name: optionalName });
export type CapHeader = LayoutValue<typeof header>;
