/** Trace records in words. */
import { type Bytes, hex, type TraceOperand, type TraceRecord } from '../../base/index.ts';
import { describeStatus } from '../../wire/index.ts';
import { explain } from '../routing/index.ts';

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

export function describeRecord(record: TraceRecord): string {
  const words = WORDS[record.what] ?? plain;
  return words(record.operands);
}

type Words = (operands: readonly TraceOperand[]) => string;

const plain: Words = (operands) => operands.map(text).join(' ');

const WORDS: Readonly<Record<string, Words>> = {
  command: ([channel, apdu]) =>
    `> ${text(apdu)}${channel === 0 ? '' : `  (channel ${text(channel)})`}`,
  response: ([channel, sw, length]) =>
    `< ${status(sw)}, ${text(length)} bytes${channel === 0 ? '' : `  (channel ${text(channel)})`}`,
  decision: ([rule, container, entity, asked, real, ...operands]) => {
    const target = container ? `${text(container)} / ${text(entity)}` : 'nowhere';
    const name = asked === undefined ? '' : ` ${text(asked)}`;
    const other = real === undefined ? '' : ` (really ${text(real)})`;
    return `route${name} -> ${target}${other}: ${explain(text(rule), operands)}`;
  },
  refusal: ([sw, clause, why]) => `refused ${status(sw)} [${text(clause)}]: ${text(why)}`,
  notice: ([kind, aid, parameters, isLost]) => {
    const what = aid === undefined ? '' : ` of ${text(aid)} ${text(parameters)}`;
    return `tells ${text(kind)}${what}${isLost ? ': nobody hears' : ''}`;
  },
  denied: ([who, what, clause, why]) =>
    `${text(who)} may not ask for ${text(what)} [${text(clause)}]: ${text(why)}`,
  persist: ([batches, writes]) => `${text(batches)} batches, ${text(writes)} writes to keep`,
};

function status(sw: TraceOperand): string {
  const number = Number(sw);
  return `${number.toString(16).toUpperCase().padStart(4, '0')} ${describeStatus(number)}`;
}

function text(operand: TraceOperand): string {
  return operand instanceof Uint8Array ? hex(operand) : String(operand ?? '-');
}
