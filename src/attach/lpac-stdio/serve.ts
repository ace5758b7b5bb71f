/** Serves lpac over a pair of streams until its side ends. */
import type { Readable, Writable } from 'node:stream';
import { LineSplitter, Turns } from '../streams/index.ts';
import { LpacCard, type LpacLink } from './card.ts';

/** An extended APDU in hexadecimal, and the JSON around it. */
const LINE_LENGTH_MAX = 262_144;

export interface LpacStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Gets the lines that lpac writes for people: results, progress. */
  readonly passOn: (line: string) => void;
}

export async function serveLpac(link: LpacLink, streams: LpacStreams): Promise<void> {
  const card = new LpacCard(link);
  const splitter = new LineSplitter(LINE_LENGTH_MAX);
  const turns = new Turns();
  try {
    for await (const chunk of streams.input) {
      for (const line of splitter.push(chunk as Uint8Array)) {
        if (line?.trim() === '') continue;
        await turns.next();
        const reply = await card.take(line);
        if ('answer' in reply) streams.output.write(`${reply.answer}\n`);
        else streams.passOn(reply.passOn);
      }
    }
  } finally {
    await card.close();
  }
}
