/** What `bifrons host modem` and `bifrons host server --tar` print with `--json`. */
import * as z from 'zod';
import { count, hexBytes, text } from './parts.ts';

const step = z.discriminatedUnion('kind', [
  z.strictObject({ side: z.literal('card'), kind: z.literal('identity'), imsi: text }),
  z.strictObject({
    side: z.literal('network'),
    kind: z.literal('challenge'),
    rand: hexBytes,
    autn: hexBytes,
    xres: hexBytes,
  }),
  z.strictObject({
    side: z.literal('card'),
    kind: z.literal('response'),
    res: hexBytes,
    /** Whether card and network have the same keys now. */
    sameKeys: z.boolean(),
  }),
  z.strictObject({ side: z.literal('card'), kind: z.literal('synchronisation'), auts: hexBytes }),
  z.strictObject({ side: z.literal('card'), kind: z.literal('refusal'), sw: count }),
  z.strictObject({
    side: z.literal('network'),
    kind: z.literal('resynchronised'),
    isValid: z.boolean(),
  }),
]);

/** `bifrons host modem attach`: one registration a line. */
const registration = z.union([
  z.strictObject({
    link: text,
    state: z.literal('registered'),
    imsi: text,
    by: z.enum(['usim', 'sim']),
    /** Whether the network had to take the USIM's sequence number first. */
    resynchronised: z.boolean(),
    steps: z.array(step),
  }),
  z.strictObject({
    link: text,
    state: z.literal('rejected'),
    imsi: text.optional(),
    why: text,
    steps: z.array(step),
  }),
]);

/** `bifrons host modem toolkit`: a command of the card, and what the terminal answered. */
const proactiveCommand = z.strictObject({
  event: z.literal('proactive-command'),
  link: text,
  number: count,
  type: count,
  qualifier: count,
  /** The command by its name, and what it requests in words. */
  name: text,
  words: text,
  /** The general result, and the data objects behind it. */
  result: count,
  response: z.array(z.strictObject({ tag: count, value: hexBytes })),
});

/** `bifrons host server --tar`: a packet, and the proof of receipt. */
const packet = z.strictObject({
  link: text,
  tar: hexBytes,
  counter: count,
  /** Short messages that it took. */
  messages: count,
  /** The status word of the last one. */
  sw: hexBytes,
  proof: z
    .union([
      z.strictObject({ by: z.enum(['response', 'sms']), wrong: text }),
      z.strictObject({
        by: z.enum(['response', 'sms']),
        status: count,
        name: text,
        /** Commands that ran (255 is that many or more), status word and data of the last. */
        ran: z.strictObject({ commands: count, sw: hexBytes, data: hexBytes }).optional(),
      }),
    ])
    .nullable(),
});

export const modemLines = [
  registration,
  proactiveCommand,
  /** An envelope that the card refused. */
  z.strictObject({ event: z.literal('envelope'), sw: hexBytes }),
  /** A timer that was to run out. */
  z.strictObject({ event: z.literal('expire'), timer: count, running: z.literal(false) }),
  /** The card is reset, as its REFRESH requests. */
  z.strictObject({ event: z.literal('reset') }),
  packet,
] as const;
