/** One call of a method: what a machine goes on from when the called method returns. */
import type { JavaMethod } from '../loader/index.ts';

export interface Frame {
  /** Of the lowest frame, which only waits for a result, none. */
  method: JavaMethod | undefined;
  code: Uint8Array;
  pc: number;
  /** Arguments, local variables, then the stack of operands. */
  cells: Int32Array;
  sp: number;
  /** Number of the package whose objects it may use; 0 is the runtime environment's. */
  context: number;
  /** Number of the applet that owns what it makes. */
  applet: number;
}
