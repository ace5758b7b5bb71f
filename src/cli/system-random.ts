/** Random bytes of the system, for keys, challenges and padding of the host. */
import { randomBytes } from 'node:crypto';
import type { Rng } from '../base/index.ts';

export const SYSTEM_RANDOM: Rng = { bytes: (length) => Uint8Array.from(randomBytes(length)) };
