/** Options that the commands of `bifrons lpa` share: which eUICC, and how servers are reached. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PlaceOptions } from '../card-place.ts';
import { collect, hexDigits, withWhere } from '../options.ts';

export interface LpaOptions extends PlaceOptions {
  readonly isdR?: string;
  readonly channel: 'logical' | 'basic';
  readonly blockLength: number;
  readonly verbose?: boolean;
}

/** What commands that reach servers take besides. */
export interface ServerOptions extends LpaOptions {
  readonly ca?: readonly string[];
  readonly connect?: ServerPlace;
  readonly imei?: string;
}

/** What commands take that leave notifications. */
export interface NotifyOptions extends ServerOptions {
  readonly notify: boolean;
}

export interface ServerPlace {
  readonly host: string;
  readonly port: number;
}

/** Declared here too, so that defining the commands loads no host. */
const BLOCK = { min: 64, max: 255 } as const;
const PORT_MAX = 65_535;

export const WHICH_PROFILE = 'ICCID, AID of the ISD-P, nickname or name';

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

/** And how servers are reached. */
export function withServers(command: Command): Command {
  return withEuicc(command)
    .addOption(
      new Option(
        '--ca <file>',
        "certificate of an issuer of servers, besides the system's and the device's; repeatable",
      ).argParser(collect),
    )
    .option('--connect <host:port>', 'where servers are reached, whatever their names', place)
    .option('--imei <digits>', "the device's, of which servers get the type as well", imei);
}

/** And whether servers are notified of the change. */
export function withNotify(command: Command): Command {
  return withServers(command).option(
    '--no-notify',
    'leave the notification of the change on the eUICC',
  );
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

function place(text: string): ServerPlace {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host !== '' && Number(port) <= PORT_MAX && Number(port) > 0)
    return { host, port: Number(port) };
  throw new InvalidArgumentError('Expected HOST:PORT.');
}

function imei(text: string): string {
  if (/^\d{15}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 15 digits.');
}
