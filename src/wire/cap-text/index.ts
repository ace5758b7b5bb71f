/** CAP files as text: a disassembler, and an assembler that gives the same bytes. [JCVM §6] */
export { assembleCap, isTextProblem } from './assemble.ts';
export { disassembleCap } from './disassemble.ts';
export type { TextProblem } from './text-problem.ts';
