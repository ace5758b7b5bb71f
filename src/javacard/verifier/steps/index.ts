/** What each instruction does to the cells, by its mnemonic. `jsr` and `ret` are the flow's. */
import { calls } from './calls.ts';
import { effects } from './effects.ts';
import { fields } from './fields.ts';
import { localsAndStack } from './locals-and-stack.ts';
import { objects } from './objects.ts';
import type { Steps } from './step.ts';

export const STEPS: Steps = { ...effects, ...localsAndStack, ...objects, ...fields, ...calls };
export { UNKNOWN_RESULT } from './calls.ts';
export { describedField, type FieldLetter } from './fields.ts';
