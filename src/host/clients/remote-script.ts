/**
 * What a remote server sends: a list of commands in the expanded format of remote management, and
 * what comes back. [TS102226 §5.2.1] [M-90]
 */
import { type Bytes, bigEndian, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';

const TAG = {
  COMMAND_SCRIPT: 0xaa,
  RESPONSE_SCRIPT: 0xab,
  EXECUTED: 0x80,
  COMMAND: 0x22,
  RESPONSE: 0x23,
} as const;

export function emitScript(commands: readonly Bytes[]): Bytes {
  return emitTlv(TAG.COMMAND_SCRIPT, ...commands.map((one) => emitTlv(TAG.COMMAND, one)));
}

export function parseScript(packet: Bytes): readonly Bytes[] | WireError {
  return listIn(packet, TAG.COMMAND_SCRIPT, TAG.COMMAND);
}

/** How many commands ran, then the answer of each; the text requests some of them only. */
export function emitScriptAnswer(answers: readonly Bytes[]): Bytes {
  const executed = emitTlv(TAG.EXECUTED, bigEndian(answers.length, answers.length > 255 ? 2 : 1));
  const responses = answers.map((one) => emitTlv(TAG.RESPONSE, one));
  return emitTlv(TAG.RESPONSE_SCRIPT, executed, ...responses);
}

export function parseScriptAnswer(packet: Bytes): readonly Bytes[] | WireError {
  return listIn(packet, TAG.RESPONSE_SCRIPT, TAG.RESPONSE);
}

function listIn(packet: Bytes, template: number, tag: number): readonly Bytes[] | WireError {
  const outer = parseTlvs(packet);
  if (isWireError(outer)) return outer;
  const inner = findTlv(outer, template);
  if (inner === undefined) {
    const got = outer[0] === undefined ? 'nothing' : outer[0].tag.toString(16);
    return fail('remote script', 0, { expected: `the template ${template.toString(16)}`, got });
  }
  const list = parseTlvs(inner);
  if (isWireError(list)) return list;
  return list.filter((one) => one.tag === tag).map((one) => one.value);
}
