/** Card capabilities among the historical bytes of an answer to reset. [ISO7816-4 §8.1.1.2.7] */
import type { Bytes } from '../base/index.ts';

/** Category of historical bytes that are compact data objects to the end. */
const CATEGORY_COMPACT = 0x80;
const TAG_CARD_CAPABILITIES = 0x7;

/** Third byte of the card capabilities. */
export const CAPABILITY = {
  COMMAND_CHAINING: 0x80,
  EXTENDED_LENGTHS: 0x40,
  LENGTHS_IN_EF_ATR: 0x20,
  CHANNEL_BY_CARD: 0x10,
  CHANNEL_BY_HOST: 0x08,
} as const;
/** Lowest bits: the number of channels less one; the largest value means this many or more. */
const CHANNELS_BITS = 0x07;

export interface CardCapabilities {
  /** The bits of `CAPABILITY`. */
  readonly flags: number;
  /** 1 to 8, where 8 means 8 or more. */
  readonly channels: number;
}

/** What historical bytes say; `undefined` where they say nothing of the third byte's matters. */
export function cardCapabilities(historical: Bytes): CardCapabilities | undefined {
  if (historical[0] !== CATEGORY_COMPACT) return undefined;
  for (let at = 1; at < historical.length;) {
    const header = historical[at]!;
    const length = header & 0x0f;
    const third = historical[at + 3];
    if (header >> 4 === TAG_CARD_CAPABILITIES && length === 3 && third !== undefined) {
      return { flags: third & ~CHANNELS_BITS, channels: (third & CHANNELS_BITS) + 1 };
    }
    at += 1 + length;
  }
  return undefined;
}

/**
 * What they claim that an interface does not do, in words. Chaining and extended lengths are there
 * on every link: T=0 carries extended commands in ENVELOPE.
 */
export function capabilityComplaint(
  historical: Bytes,
  links: readonly { readonly channels: number }[],
): string | undefined {
  const claimed = cardCapabilities(historical);
  if (claimed === undefined) return undefined;
  if ((claimed.flags & CAPABILITY.LENGTHS_IN_EF_ATR) !== 0) {
    return 'its card capabilities claim a file EF.ATR with lengths, there is none';
  }
  const channels = Math.min(...links.map((link) => link.channels));
  if (claimed.channels <= channels) return undefined;
  return `its card capabilities claim ${claimed.channels} channels, a link has ${channels}`;
}
