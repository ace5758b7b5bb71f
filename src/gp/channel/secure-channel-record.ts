/** A secure channel session that begins, in the trace. */
import { operandText, type TraceKind, hexNumber } from '../../base/index.ts';

export const SECURE_CHANNEL: TraceKind = {
  name: 'secure-channel',
  words: ([name, protocol, keyVersion, level]) =>
    `${operandText(protocol)} session with ${operandText(name)}: key version ` +
    `${hexNumber(Number(keyVersion))}, security level ` +
    hexNumber(Number(level)),
};
