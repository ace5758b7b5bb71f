/**
 * pcscd's reader.conf stanzas: which slots of which driver stand for which links. Pure.
 *
 * The driver counts its slots when it is compiled (Debian: two) and takes consecutive ports for
 * them; two stanzas on one library share its tables and hang. So every stanza has a copy of the
 * library of its own. A link has a stanza alone, its second slot empty, unless pcscd has no room.
 */

/** Debian's stanza for vpcd uses this port and the next. */
export const VPCD_PORT = 0x8c7b;
/** Ports of our own stanzas begin here, two for each. */
export const OWN_PORT = 0x8c90;

/** Whose links a stanza's slots are. */
export interface NamedReader {
  readonly device: string;
  /** One a slot. */
  readonly links: readonly string[];
}

/** `Bifrons patent spi`, or with a link in each of its slots `Bifrons patent t0+t1`. */
export function readerName({ device, links }: NamedReader): string {
  return `Bifrons ${device} ${links.join('+')}`;
}

export function readerOf(name: string): NamedReader | undefined {
  const [, device, links] = /^Bifrons (\S+) (\S+)$/.exec(name) ?? [];
  return device === undefined || links === undefined
    ? undefined
    : { device, links: links.split('+') };
}

export interface Stanza {
  readonly name: string;
  readonly port: number;
  readonly library: string;
}

/** The stanzas of one file; what is no stanza for a vpcd slot is passed over. */
export function parseReaderConf(text: string): readonly Stanza[] {
  const stanzas: Stanza[] = [];
  let name = '';
  let port: number | undefined;
  let library = '';
  const end = (): void => {
    if (name !== '' && port !== undefined && library !== '') stanzas.push({ name, port, library });
    name = library = '';
    port = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([A-Z]+)\s+(?:"([^"]*)"|(\S+))/.exec(line);
    if (match === null) continue;
    const value = match[2] ?? match[3] ?? '';
    if (match[1] === 'FRIENDLYNAME') {
      end();
      name = value;
    } else if (match[1] === 'DEVICENAME') {
      const given = /^\/dev\/null:(0x[0-9A-Fa-f]+|[0-9]+)$/.exec(value);
      port = given === null ? undefined : Number(given[1]);
    } else if (match[1] === 'LIBPATH') library = value;
  }
  end();
  return stanzas;
}

export function emitReaderConf(stanzas: readonly Stanza[]): string {
  const head = '# Written by "bifrons pcsc install"; "bifrons pcsc uninstall" takes it away.\n';
  return head + stanzas.map(emitStanza).join('');
}

function emitStanza({ name, port, library }: Stanza): string {
  const number = `0x${port.toString(16).toUpperCase()}`;
  return [
    '',
    `FRIENDLYNAME "${name}"`,
    `DEVICENAME   /dev/null:${number}`,
    `LIBPATH      ${library}`,
    `CHANNELID    ${number}`,
    '',
  ].join('\n');
}
