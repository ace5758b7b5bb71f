/**
 * pcscd's reader.conf stanzas: which slots of which driver stand for which links. Pure.
 *
 * The driver counts its slots when it is compiled (Debian: two) and takes consecutive ports for
 * them; two stanzas on one library share its tables and hang. So every link gets a stanza with a
 * copy of the library of its own; its second slot stays empty.
 */

/** Debian's stanza for vpcd uses this port and the next. */
export const VPCD_PORT = 0x8c7b;
/** Ports of our own stanzas begin here, two for each. */
export const OWN_PORT = 0x8c90;
export const READER_PREFIX = 'Bifrons ';

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
