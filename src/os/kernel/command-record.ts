/** How a command stands in the trace. */
import { type Bytes, operandText, type TraceKind } from '../../base/index.ts';

/** Commands whose data field may hold a PIN or key in the clear: the trace keeps their header. */
const SECRET_INS: ReadonlySet<number> = new Set([0x20, 0x24, 0x26, 0x28, 0x2c, 0xd8]);

/** ENVELOPE of an inter-industry class carries any other command, piece by piece. */
const INS_ENVELOPE = 0xc2;

/** What of a command the trace may keep. */
export function maskCommand(apdu: Bytes): Bytes {
  if (apdu.length <= 5) return apdu;
  const enveloped = apdu[1] === INS_ENVELOPE && (apdu[0]! & 0x80) === 0;
  return enveloped || SECRET_INS.has(apdu[1]!) ? apdu.slice(0, 5) : apdu;
}

export const COMMAND: TraceKind = {
  name: 'command',
  words: ([channel, apdu]) =>
    `> ${operandText(apdu)}${channel === 0 ? '' : `  (channel ${operandText(channel)})`}`,
};
