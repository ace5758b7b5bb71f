/**
 * The class byte of a command that a client sends on a channel. The command's meaning is the
 * card's: every class but FF goes out, and the channel goes where its coding has room for one.
 * [ISO7816-4 §5.4.1] [GPCS §11.1.4] [OMAPI §6.2.7]
 */
import { isWireError } from '../../base/index.ts';
import { classWithChannel, parseClassByte } from '../../wire/index.ts';

/** The first form has two bits for the channel. */
const FIRST_FORM_CHANNELS = 4;

export function isInterIndustry(cla: number): boolean {
  return (cla & 0x80) === 0 && !isReserved(cla);
}

/**
 * The class with this channel: 00 gives 01 or 4x, A0 gives A1 or Ex. 20 to 3F have the two bits of
 * the first form alone, and stay as they are on a channel above 3. Where the result would be FF,
 * as for 9C on channel 19, there is none.
 */
export function classOnChannel(cla: number, channel: number): number | undefined {
  if (cla === 0xff) return undefined;
  if (isReserved(cla) && channel >= FIRST_FORM_CHANNELS) return cla;
  const base = firstForm(cla);
  if (channel < FIRST_FORM_CHANNELS) return base | channel;
  const wide = classWithChannel(base, channel) | (base & 0x20);
  return wide === 0xff ? undefined : wide;
}

/** The class of a GET RESPONSE for a command of this class: the same channel's. */
export function getResponseClass(cla: number): number {
  const read = parseClassByte(cla);
  const channel = isWireError(read) ? cla & (FIRST_FORM_CHANNELS - 1) : read.channel;
  return classWithChannel(0, channel);
}

function isReserved(cla: number): boolean {
  return (cla & 0xe0) === 0x20;
}

/** Without its channel, as channels 0 to 3 have it. */
function firstForm(cla: number): number {
  if ((cla & 0x40) === 0) return cla & 0xfc;
  const read = parseClassByte(cla);
  if (isWireError(read)) return cla & 0xfc;
  return read.base | (read.chained ? 0x10 : 0);
}
