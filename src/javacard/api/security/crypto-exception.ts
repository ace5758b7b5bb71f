/** Class CryptoException, and its reasons. [JCAPI §CryptoException] */
import type { Machine } from '../../machine/index.ts';
import { exceptionClass } from '../framework/exceptions.ts';

export const REASON = {
  ILLEGAL_VALUE: 1,
  UNINITIALIZED_KEY: 2,
  NO_SUCH_ALGORITHM: 3,
  INVALID_INIT: 4,
  ILLEGAL_USE: 5,
} as const;

export function cryptoException(machine: Machine, reason: number): never {
  return machine.throw('javacard.security.CryptoException', reason);
}

export const cryptoExceptionClass = exceptionClass(12, 'CryptoException', (machine, cells, at) =>
  cryptoException(machine, cells[at]!),
);
