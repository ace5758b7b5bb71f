/** Applet component: the applets that can be installed from the package. [JCVM §6.6] */
import type { Bytes } from '../../base/index.ts';
import { aid } from './header.ts';
import { listOf, struct, u1, u2 } from './layout.ts';

export interface CapApplet {
  readonly aid: Bytes;
  /** Of its method `install`, in the Method component. */
  readonly installOffset: number;
}

export const applets = listOf(u1, struct<CapApplet>({ aid, installOffset: u2 }));
