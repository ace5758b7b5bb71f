/**
 * What a program and a modem said to each other, as text: `> COMMAND`, `< LINE` of the answer, in
 * which `XX` is any byte; `@ends CR` or `CRLF` is how the program ends its lines.
 */
import { readProjectFile } from '../../architecture/project.ts';

export interface AtTurn {
  readonly command: string;
  /** The lines of the answer, the result code last. */
  readonly answer: readonly string[];
}

export interface AtTranscript {
  readonly preset: string;
  readonly seed: string;
  readonly link: string;
  readonly end: '\r' | '\r\n';
  readonly turns: readonly AtTurn[];
}

export function readAtTranscript(path: string): AtTranscript {
  const settings = new Map<string, string>();
  const turns: { command: string; answer: string[] }[] = [];
  for (const line of readProjectFile(path).trimEnd().split('\n')) {
    const [, sign, rest = ''] = /^([#@><]) ?(.*)$/.exec(line) ?? [];
    if (sign === '@') settings.set(rest.split(' ')[0]!, rest.split(' ')[1] ?? '');
    else if (sign === '>') turns.push({ command: rest, answer: [] });
    else if (sign === '<' && turns.length > 0) turns.at(-1)!.answer.push(rest);
    else if (sign !== '#') throw new Error(`${path}: ${line}`);
  }
  return {
    preset: settings.get('preset') ?? '',
    seed: settings.get('seed') ?? '',
    link: settings.get('link') ?? '',
    end: settings.get('ends') === 'CR' ? '\r' : '\r\n',
    turns,
  };
}

/**
 * What the program must receive, to the character: the frames of a serial terminal. [V250 §5.7.1]
 */
export function outputPattern({ answer }: AtTurn): RegExp {
  const information = answer.slice(0, -1);
  const runs = [...(information.length > 0 ? [information.join('\r\n')] : []), answer.at(-1)!];
  const text = runs.map((run) => `\r\n${run}\r\n`).join('');
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/XX/g, '[0-9A-F]{2}')}$`);
}
