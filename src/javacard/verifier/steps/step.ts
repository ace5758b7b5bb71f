/** What one instruction does to the cells. */
import type { Instruction } from '../../../wire/cap/index.ts';
import type { Frame } from '../frame.ts';

export type Step = (frame: Frame, instruction: Instruction) => void;
export type Steps = Readonly<Record<string, Step>>;
