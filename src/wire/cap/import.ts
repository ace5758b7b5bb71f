/** Import component: the packages that this one refers to, by token. [JCVM §6.7] */
import { packageInfo } from './header.ts';
import { listOf, u1 } from './layout.ts';

export const imports = listOf(u1, packageInfo);
