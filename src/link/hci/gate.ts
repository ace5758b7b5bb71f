/** What sits behind a pipe, in a host or in the host controller. [TS102622 §4.3] */
import { type Bytes, EMPTY, type Time } from '../../base/index.ts';
import type { HcpMessage } from '../../wire/index.ts';
import { ANSWER, COMMAND } from './codes.ts';
import type { Registry } from './registry.ts';

export interface GateEvent {
  readonly instruction: number;
  readonly data: Bytes;
}

/** A gate with one pipe at a time that takes and sends events. */
export interface Gate {
  readonly id: number;
  readonly registry?: Registry | undefined;
  /** The pipe was opened or closed, or is gone. */
  onPipe(open: boolean): void;
  onEvent(now: Time, event: GateEvent): void;
  /** Gates of the controller: the chip came, went, or lost what was under way. */
  onChip?(present: boolean): void;
  /** The next event that is due. */
  takeEvent(now: Time): GateEvent | undefined;
  wakeAt(): Time | undefined;
}

export interface PipeState {
  open: boolean;
}

export interface CommandAnswer {
  readonly code: number;
  readonly data: Bytes;
}

export const OK: CommandAnswer = { code: ANSWER.OK, data: EMPTY };

export function refuse(code: number): CommandAnswer {
  return { code, data: EMPTY };
}

/** The commands that every gate supports. [TS102622 §6.1.2] */
export function answerAny(
  { instruction, data }: HcpMessage,
  pipe: PipeState,
  registry: Registry | undefined,
): CommandAnswer {
  switch (instruction) {
    case COMMAND.OPEN_PIPE:
      if (data.length !== 0) return refuse(ANSWER.PARAMETERS_UNKNOWN);
      pipe.open = true;
      // Pipes already open to this gate: it has one.
      return { code: ANSWER.OK, data: Uint8Array.of(0) };
    case COMMAND.CLOSE_PIPE:
      if (data.length !== 0) return refuse(ANSWER.PARAMETERS_UNKNOWN);
      pipe.open = false;
      return OK;
    case COMMAND.GET_PARAMETER: {
      if (!pipe.open) return refuse(ANSWER.PIPE_NOT_OPENED);
      if (data.length !== 1) return refuse(ANSWER.PARAMETERS_UNKNOWN);
      const value = registry?.read(data[0]!) ?? ANSWER.REGISTRY_UNKNOWN;
      return typeof value === 'number' ? refuse(value) : { code: ANSWER.OK, data: value };
    }
    case COMMAND.SET_PARAMETER:
      if (!pipe.open) return refuse(ANSWER.PIPE_NOT_OPENED);
      if (data.length < 1) return refuse(ANSWER.PARAMETERS_UNKNOWN);
      return refuse(registry?.write(data[0]!, data.subarray(1)) ?? ANSWER.REGISTRY_UNKNOWN);
    default:
      return refuse(pipe.open ? ANSWER.COMMAND_NOT_SUPPORTED : ANSWER.PIPE_NOT_OPENED);
  }
}
