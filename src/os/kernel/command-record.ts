/** How a command stands in the trace. */
import { type Bytes, operandText, type TraceKind } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';

/** Commands whose data field may hold a PIN or key in the clear: the trace keeps their header. */
const SECRET_INS: ReadonlySet<number> = new Set([
  INS.VERIFY,
  INS.CHANGE_REFERENCE_DATA,
  INS.DISABLE_VERIFICATION_REQUIREMENT,
  INS.ENABLE_VERIFICATION_REQUIREMENT,
  INS.RESET_RETRY_COUNTER,
  INS.PUT_KEY,
]);

/** What of a command the trace may keep. */
export function maskCommand(apdu: Bytes): Bytes {
  if (apdu.length <= 5) return apdu;
  // ENVELOPE of an inter-industry class carries any other command, piece by piece.
  const enveloped = apdu[1] === INS.ENVELOPE && (apdu[0]! & 0x80) === 0;
  return enveloped || SECRET_INS.has(apdu[1]!) ? apdu.slice(0, 5) : apdu;
}

export const COMMAND: TraceKind = {
  name: 'command',
  words: ([channel, apdu]) =>
    `> ${operandText(apdu)}${channel === 0 ? '' : `  (channel ${operandText(channel)})`}`,
};
