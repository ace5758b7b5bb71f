/** Method component: exception handlers, then the code of all methods. [JCVM §6.10] */
import type { Bytes } from '../../base/index.ts';
import { listOf, rest, struct, u1, u2 } from './layout.ts';

export interface ExceptionHandler {
  readonly startOffset: number;
  /** Bit 16 is the stop bit; the rest is the length of the active range. */
  readonly activeLength: number;
  readonly handlerOffset: number;
  /** Index in the constant pool; 0 for any exception. */
  readonly catchTypeIndex: number;
}

export interface CapMethods {
  readonly handlers: readonly ExceptionHandler[];
  /** Method headers and bytecodes; offsets elsewhere count from the start of the component. */
  readonly code: Bytes;
}

const handler = struct<ExceptionHandler>({
  startOffset: u2,
  activeLength: u2,
  handlerOffset: u2,
  catchTypeIndex: u2,
});

export const methods = struct<CapMethods>({ handlers: listOf(u1, handler), code: rest });
