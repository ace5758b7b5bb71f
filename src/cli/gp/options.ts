/** Options that the commands of `bifrons gp` share: which card, which keys, which channel. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { hexDigits, type WhereOptions, withWhere } from '../options.ts';

export interface CardOptions extends WhereOptions {
  readonly link?: string;
  readonly reader?: string;
  /** AID of the security domain that is selected. */
  readonly sd?: string;
  readonly verbose?: boolean;
}

export interface ChannelOptions extends CardOptions {
  readonly key?: string;
  readonly enc?: string;
  readonly mac?: string;
  readonly dek?: string;
  readonly keyVersion: number;
  readonly kdf?: 'none' | 'visa2' | 'emv' | 'kdf3';
  readonly scp?: ProtocolWish;
  readonly level: number;
  readonly hostKey?: string;
  readonly hostCertificates?: string;
  readonly authority?: string;
  readonly cardKey?: string;
}

/** `02`, `03:70`, `11a`. */
export interface ProtocolWish {
  readonly protocol: 2 | 3 | 0x11;
  readonly option?: number;
  readonly variant?: 'a' | 'b' | 'c';
}

/** Security levels by name, as in P1 of EXTERNAL AUTHENTICATE. [GPCS §10.6] */
export const LEVELS: Readonly<Record<string, number>> = {
  none: 0x00,
  mac: 0x01,
  enc: 0x03,
  'mac+rmac': 0x11,
  'enc+rmac': 0x13,
  'enc+renc': 0x33,
};

/** Where the card is. */
export function withCard(command: Command): Command {
  return withWhere(command)
    .option(
      '-l, --link <name>',
      'the link (default: the first that leads to a GlobalPlatform card)',
    )
    .option('-r, --reader <name>', 'a card in a PC/SC reader instead: its name, a part, or number')
    .option('--sd <aid>', "the security domain (default: the issuer's)", aid)
    .option('-v, --verbose', 'print commands and answers on standard error');
}

/** And with which keys a secure channel is opened. */
export function withChannel(command: Command): Command {
  return withCard(command)
    .option('--key <key>', 'one key for all three; hexadecimal, or @FILE (default: the test key)')
    .option('--enc <key>', 'the encryption key; with it --mac and --dek')
    .option('--mac <key>', 'the MAC key')
    .option('--dek <key>', 'the data encryption key')
    .addOption(
      new Option('--key-version <hex>', 'which key set')
        .argParser(byte)
        .default(0, '00, the first of the card'),
    )
    .addOption(
      new Option('--kdf <name>', 'how the keys of this card follow from master keys').choices([
        'none',
        'visa2',
        'emv',
        'kdf3',
      ]),
    )
    .option('--scp <id>', 'the protocol: 02, 03, 11a, 11b, 11c; 03:I names its option', protocol)
    .addOption(
      new Option('--level <name>', `security level: ${Object.keys(LEVELS).join(', ')}`)
        .argParser(level)
        .default(0x01, 'mac'),
    )
    .option('--host-key <file>', "SCP11a and c: the host's private key, PEM")
    .option('--host-certificates <file>', "SCP11a and c: the host's certificates, PEM or DER")
    .option('--authority <version:id>', "SCP11a and c: the card's key that verifies them")
    .option('--card-key <key>', "SCP11: the card's public key (default: of its certificate)");
}

/** 5 to 16 bytes. */
export function aid(text: string): string {
  const digits = hexDigits(text);
  if (digits.length >= 10 && digits.length <= 32) return digits;
  throw new InvalidArgumentError('Expected an AID: 5 to 16 bytes in hexadecimal.');
}

export function byte(text: string): number {
  if (/^(0x)?[0-9A-Fa-f]{1,2}$/.test(text)) return Number.parseInt(text.replace(/^0x/, ''), 16);
  throw new InvalidArgumentError('Expected two hexadecimal digits.');
}

export function count(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number.');
}

export function level(text: string): number {
  const known = LEVELS[text.toLowerCase()];
  if (known !== undefined && Object.hasOwn(LEVELS, text.toLowerCase())) return known;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(LEVELS).join(', ')}.`);
}

export function protocol(text: string): ProtocolWish {
  const [, number = '', variant, option] =
    /^(02|03|11)([abc])?(?::([0-9A-Fa-f]{2}))?$/.exec(text) ?? [];
  const isAgreement = number === '11';
  if (number === '' || isAgreement !== (variant !== undefined)) {
    throw new InvalidArgumentError('Expected 02, 03, 11a, 11b or 11c, and perhaps :I.');
  }
  return {
    protocol: isAgreement ? 0x11 : number === '02' ? 2 : 3,
    ...(variant === undefined ? {} : { variant: variant as 'a' | 'b' | 'c' }),
    ...(option === undefined ? {} : { option: Number.parseInt(option, 16) }),
  };
}
