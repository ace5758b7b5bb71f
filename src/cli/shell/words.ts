/** The commands of the shell: their names, what they take, and what they do. Pure. */
import { isHex } from '../../base/index.ts';
import { KNOWN_AIDS } from '../../wire/describe/index.ts';

/** What a word behind a command is, for completion. */
type Operand = 'link' | 'aid' | 'switch' | 'power' | 'none';

interface ShellWord {
  readonly usage: string;
  readonly does: string;
  readonly operand: Operand;
}

export const SHELL_WORDS = {
  select: { usage: 'select AID', does: 'SELECT by name, as 00A40400', operand: 'aid' },
  link: {
    usage: 'link NAME',
    does: 'go on over another link; NAME alone does it too',
    operand: 'link',
  },
  links: { usage: 'links', does: 'list the links and what they are paired with', operand: 'none' },
  aids: { usage: 'aids', does: 'list the AIDs of the device', operand: 'none' },
  reset: { usage: 'reset', does: 'reset the link', operand: 'none' },
  power: { usage: 'power on|off', does: 'power the link', operand: 'power' },
  decode: { usage: 'decode on|off', does: 'show names and data objects (on)', operand: 'switch' },
  why: { usage: 'why on|off', does: 'show routing decisions (on)', operand: 'switch' },
  raw: { usage: 'raw on|off', does: 'show 61xx and 6Cxx of T=0 (off)', operand: 'switch' },
  help: { usage: 'help', does: 'list these commands', operand: 'none' },
  quit: { usage: 'quit', does: 'leave; so do exit and Ctrl-D', operand: 'none' },
} as const satisfies Readonly<Record<string, ShellWord>>;

export type ShellVerb = keyof typeof SHELL_WORDS;

export type ShellLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'apdu'; readonly apdu: string }
  | { readonly kind: 'verb'; readonly verb: ShellVerb; readonly operand: string }
  | { readonly kind: 'wrong'; readonly why: string };

export interface ShellNames {
  readonly links: readonly string[];
  readonly aids: readonly string[];
}

/** Digits of the shortest APDU. */
const APDU_DIGITS_MIN = 8;

/**
 * Reads a line; as in transcripts, `#` begins a comment, `@` may stand before a command, and what
 * was expected (`<`) is passed over.
 */
export function readLine(text: string, { links }: ShellNames): ShellLine {
  const line = text
    .replace(/#.*$/, '')
    .trim()
    .replace(/^@(?=(link|reset|power)\b)/, '');
  if (line === '' || line.startsWith('<')) return { kind: 'nothing' };
  const [word = '', ...rest] = line.split(/\s+/);
  const verb = word.toLowerCase();
  if (verb === 'exit') return { kind: 'verb', verb: 'quit', operand: '' };
  if (Object.hasOwn(SHELL_WORDS, verb))
    return { kind: 'verb', verb: verb as ShellVerb, operand: rest.join('') };
  if (links.includes(line)) return { kind: 'verb', verb: 'link', operand: line };
  const compact = line.replace(/^>/, '').replace(/[\s:]/g, '').toUpperCase();
  if (compact.length >= APDU_DIGITS_MIN && isHex(compact)) return { kind: 'apdu', apdu: compact };
  return /^[0-9A-F]*$/.test(compact)
    ? { kind: 'wrong', why: 'an APDU has at least 4 bytes, two digits each' }
    : { kind: 'wrong', why: `"${word}" is no command, link or APDU; help lists the commands` };
}

/** What the last word of a line may become. */
export function completions(text: string, { links, aids }: ShellNames): readonly string[] {
  const words = text.trimStart().split(/\s+/);
  const last = words.at(-1) ?? '';
  const candidates =
    words.length === 1 ? [...Object.keys(SHELL_WORDS), ...links] : operands(words[0]!);
  const requested = last.toLowerCase();
  return candidates.filter((one) => one.toLowerCase().startsWith(requested));

  function operands(verb: string): readonly string[] {
    if (!Object.hasOwn(SHELL_WORDS, verb)) return [];
    switch (SHELL_WORDS[verb as ShellVerb].operand) {
      case 'link':
        return links;
      case 'aid':
        return [...new Set([...aids, ...KNOWN_AIDS.map(({ aid }) => aid)])];
      case 'switch':
      case 'power':
        return ['on', 'off'];
      default:
        return [];
    }
  }
}
