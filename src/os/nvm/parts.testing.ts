/** Memory of one owner, as the tests of its parts begin with it. */
import { type Batch, type Bytes, bytes, type Image } from '../../base/index.ts';
import { Refusal } from '../abi/index.ts';
import { Memory, Partition } from './index.ts';

export const codec = {
  parse: (stored: Bytes) => stored[0]!,
  emit: (value: number) => bytes(value),
};

export function fresh(image: Image = new Map(), quota = 4_096): { memory: Memory; nvm: Partition } {
  const memory = new Memory(image);
  return { memory, nvm: new Partition(memory, { id: 'A', quota }) };
}

export function keysOf(batches: readonly Batch[]): readonly (readonly string[])[] {
  return batches.map((one) => one.writes.map(({ key }) => key));
}

export const isRefused = (error: unknown): boolean =>
  error instanceof Refusal && error.sw === 0x6a84;
