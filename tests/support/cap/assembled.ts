/** Load files that tests write as text. */
import type { Bytes } from '../../../src/base/index.ts';
import { assembleCap, isTextProblem } from '../../../src/wire/cap-text/index.ts';

export function assembled(text: string): Bytes {
  const made = assembleCap(text);
  if (isTextProblem(made)) throw new Error(`line ${made.line}: ${made.message}; ${made.next}`);
  return made;
}
