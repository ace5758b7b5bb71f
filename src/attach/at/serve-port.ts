/** A program at one port of a modem, character by character. [V250 §5] [M-93] */
import { setTimeout as pauseFor } from 'node:timers/promises';
import { type Bytes, HostError } from '../../base/index.ts';
import { AtLine, emitAtAnswer } from '../../host/index.ts';
import { Turns } from '../streams/index.ts';

const CR = 0x0d;

/** The modem behind a port: `ModemClient`, or one that is reached over the control socket. */
export interface AtModem {
  /** Whether characters are to be sent back as they come. */
  readonly echo: boolean;
  /** How long it takes to answer a line: of the model `slow`, longer than some clients wait. */
  readonly answerMs?: number | undefined;
  /** The answer's lines, the result code last. */
  at(line: string): Promise<readonly string[]>;
  /** The result code where the card cannot be reached. */
  failure(): string;
}

/** Serves until the program's side ends. Rejects with what its stream fails with. */
export async function serveAtPort(
  modem: AtModem,
  input: AsyncIterable<Uint8Array>,
  write: (bytes: Bytes) => void,
  pause: (ms: number) => Promise<unknown> = pauseFor,
): Promise<void> {
  const line = new AtLine();
  const turns = new Turns();
  for await (const chunk of input) {
    for (const piece of upToEnds(chunk)) {
      if (modem.echo) write(piece);
      for (const command of line.push(piece)) {
        await turns.next();
        const lines = command === undefined ? ['ERROR'] : await answer(modem, command);
        if (modem.answerMs !== undefined) await pause(modem.answerMs);
        write(emitAtAnswer(lines));
      }
    }
  }
}

/** Characters up to and with each line's end, as a line may change what is sent back. */
function upToEnds(chunk: Bytes): readonly Bytes[] {
  const pieces: Bytes[] = [];
  let from = 0;
  for (let end = chunk.indexOf(CR); end !== -1; end = chunk.indexOf(CR, from)) {
    pieces.push(chunk.subarray(from, end + 1));
    from = end + 1;
  }
  return [...pieces, chunk.subarray(from)];
}

/** A program at a port receives only the errors of the modem. */
async function answer(modem: AtModem, command: string): Promise<readonly string[]> {
  try {
    return await modem.at(command);
  } catch (error) {
    if (error instanceof HostError) return [modem.failure()];
    throw error;
  }
}
