/** Options that the commands of `bifrons lpa` share: which eUICC, and how it is reached. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PlaceOptions } from '../card-place.ts';
import { hexDigits, withWhere } from '../options.ts';

export interface LpaOptions extends PlaceOptions {
  readonly isdR?: string;
  readonly channel: 'logical' | 'basic';
  readonly blockLength: number;
  readonly verbose?: boolean;
}

/** Declared here too, so that defining the commands loads no host. */
const BLOCK = { min: 64, max: 255 } as const;

/** Where the eUICC is. */
export function withEuicc(command: Command): Command {
  return withWhere(command)
    .option('-l, --link <name>', 'the link (default: the first that leads to an eUICC)')
    .option('-r, --reader <name>', 'an eUICC in a PC/SC reader: its name, a part, or number')
    .option('--isd-r <aid>', "the ISD-R's AID, where it is none that is known", aid)
    .addOption(
      new Option('--channel <kind>', 'a channel of its own, or channel 0')
        .choices(['logical', 'basic'])
        .default('logical'),
    )
    .addOption(
      new Option('--block-length <bytes>', `length of STORE DATA, ${BLOCK.min} to ${BLOCK.max}`)
        .argParser(blockLength)
        .default(BLOCK.max),
    )
    .option('-v, --verbose', 'print commands and answers on standard error');
}

function aid(text: string): string {
  const digits = hexDigits(text);
  if (digits.length >= 10 && digits.length <= 32) return digits;
  throw new InvalidArgumentError('Expected an AID: 5 to 16 bytes in hexadecimal.');
}

function blockLength(text: string): number {
  const length = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (length >= BLOCK.min && length <= BLOCK.max) return length;
  throw new InvalidArgumentError(`Expected a number from ${BLOCK.min} to ${BLOCK.max}.`);
}
