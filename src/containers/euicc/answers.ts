/** Answers that carry nothing but a status word. */
import { EMPTY } from '../../base/index.ts';
import type { Response } from '../../os/abi/index.ts';

export function status(sw: number): Response {
  return { data: EMPTY, sw };
}
