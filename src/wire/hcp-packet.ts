/**
 * HCP, the protocol between hosts and the host controller: packets that carry fragments of a
 * message over a pipe, messages that are commands, events or responses. [TS102622 §5]
 */
import { type Bytes, fail, hex, type WireError } from '../base/index.ts';

/** Set in the last, or only, fragment of a message. [TS102622 §5.1] */
export const HCP_LAST = 0x80;
export const HCP_PIPE_MASK = 0x7f;

export const HCP_TYPE = { COMMAND: 0, EVENT: 1, RESPONSE: 2 } as const;
export type HcpType = (typeof HCP_TYPE)[keyof typeof HCP_TYPE];

export interface HcpMessage {
  readonly type: HcpType;
  /** Command, event or response code, 0 to 63. */
  readonly instruction: number;
  readonly data: Bytes;
}

/** [TS102622 §5.2] */
export function parseHcpMessage(source: Bytes): HcpMessage | WireError {
  const header = source[0];
  if (header === undefined) {
    return fail('HCP message', 0, { expected: 'a message header', got: 'nothing' });
  }
  const type = header >> 6;
  if (type > HCP_TYPE.RESPONSE) {
    return fail('HCP message', 0, { expected: 'a command, event or response', got: type });
  }
  return { type: type as HcpType, instruction: header & 0x3f, data: source.subarray(1) };
}

export function emitHcpMessage({ type, instruction, data }: HcpMessage): Bytes {
  const out = new Uint8Array(1 + data.length);
  out[0] = (type << 6) | instruction;
  out.set(data, 1);
  return out;
}

const COMMANDS: Readonly<Record<number, string>> = {
  0x01: 'ANY_SET_PARAMETER',
  0x02: 'ANY_GET_PARAMETER',
  0x03: 'ANY_OPEN_PIPE',
  0x04: 'ANY_CLOSE_PIPE',
  0x10: 'ADM_CREATE_PIPE',
  0x11: 'ADM_DELETE_PIPE',
  0x12: 'ADM_NOTIFY_PIPE_CREATED',
  0x13: 'ADM_NOTIFY_PIPE_DELETED',
  0x14: 'ADM_CLEAR_ALL_PIPE',
  0x15: 'ADM_NOTIFY_ALL_PIPE_CLEARED',
};

const RESPONSES: readonly string[] = [
  'ANY_OK',
  'ANY_E_NOT_CONNECTED',
  'ANY_E_CMD_PAR_UNKNOWN',
  'ANY_E_NOK',
  'ADM_E_NO_PIPES_AVAILABLE',
  'ANY_E_REG_PAR_UNKNOWN',
  'ANY_E_PIPE_NOT_OPENED',
  'ANY_E_CMD_NOT_SUPPORTED',
  'ANY_E_INHIBITED',
  'ANY_E_TIMEOUT',
  'ANY_E_REG_ACCESS_DENIED',
  'ANY_E_PIPE_ACCESS_DENIED',
];

/** `pipe 01: ANY_OPEN_PIPE`, `pipe 02: event 10 00A4…`, `pipe 01: ANY_OK 00`. */
export function describeHcp(pipe: number, { type, instruction, data }: HcpMessage): string {
  const number = hex(Uint8Array.of(instruction));
  const name =
    type === HCP_TYPE.EVENT
      ? `event ${number}`
      : type === HCP_TYPE.COMMAND
        ? (COMMANDS[instruction] ?? `command ${number}`)
        : (RESPONSES[instruction] ?? `response ${number}`);
  const tail = data.length === 0 ? '' : ` ${hex(data)}`;
  return `pipe ${hex(Uint8Array.of(pipe))}: ${name}${tail}`;
}
