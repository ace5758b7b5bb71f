/** A secure channel session that begins, in the trace. */
import { operandText, type TraceKind } from '../../base/index.ts';

export const SECURE_CHANNEL: TraceKind = {
  name: 'secure-channel',
  words: ([name, protocol, keyVersion, level]) =>
    `${operandText(protocol)} session with ${operandText(name)}: key version ` +
    `${operandText(keyVersion)}, security level ` +
    Number(level).toString(16).toUpperCase().padStart(2, '0'),
};
