/** Static field component: size and first values of the package's static fields. [JCVM §6.11] */
import type { Bytes } from '../../base/index.ts';
import { counted, listOf, struct, u1, u2 } from './layout.ts';

interface ArrayInit {
  /** 2 boolean, 3 byte, 4 short, 5 int. */
  readonly type: number;
  readonly values: Bytes;
}

export interface CapStaticFields {
  readonly imageSize: number;
  readonly referenceCount: number;
  readonly arrays: readonly ArrayInit[];
  readonly defaultValueCount: number;
  readonly values: Bytes;
}

export const staticFields = struct<CapStaticFields>({
  imageSize: u2,
  referenceCount: u2,
  arrays: listOf(u2, struct<ArrayInit>({ type: u1, values: counted(u2) })),
  defaultValueCount: u2,
  values: counted(u2),
});
