/** The trace record of keys that were put or deleted; never their values. [GPCS §7.6] */
import { operandText, type TraceKind, hexNumber } from '../../base/index.ts';

/** Operands: name of the security domain; how many; their version. */
export const KEYS_CHANGED: TraceKind = {
  name: 'keys-put',
  words: ([name, count, version]) =>
    `${operandText(name)}: keys put: ${operandText(count)}, version ${hexNumber(Number(version))}`,
};

/** Operands: name of the security domain; how many. */
export const KEYS_DELETED: TraceKind = {
  name: 'keys-deleted',
  words: ([name, count]) => `${operandText(name)}: keys deleted: ${operandText(count)}`,
};
