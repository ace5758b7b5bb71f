/** Access flags in words. [JCVM §6.14] */
import { reject } from './text-problem.ts';

const WORDS = [
  ['public', 0x01],
  ['private', 0x02],
  ['protected', 0x04],
  ['static', 0x08],
  ['final', 0x10],
  ['interface', 0x40],
  ['abstract', 0x80],
] as const;

/** Of methods, bits 40 and 80 mean abstract and a constructor. */
const METHOD_WORDS = [...WORDS.slice(0, 5), ['abstract', 0x40], ['init', 0x80]] as const;

export type AccessOf = 'class' | 'field' | 'method';

function wordsFor(of: AccessOf): readonly (readonly [string, number])[] {
  return of === 'method' ? METHOD_WORDS : WORDS;
}

/** Words between plus signs; bits without a word as a number. */
export function accessText(of: AccessOf, flags: number): string {
  const known = wordsFor(of).filter(([, bit]) => (flags & bit) !== 0);
  const rest = known.reduce((left, [, bit]) => left & ~bit, flags);
  const words = known.map(([word]) => word);
  return rest === 0 && words.length > 0 ? words.join('+') : [...words, String(rest)].join('+');
}

export function accessFlags(of: AccessOf, text: string, line: number): number {
  return text.split('+').reduce((flags, word) => {
    const found = wordsFor(of).find(([name]) => name === word)?.[1];
    const bits = found ?? (/^\d{1,3}$/.test(word) ? Number(word) : 0x100);
    if (bits > 0xff) {
      const names = wordsFor(of).map(([name]) => name);
      reject(line, `"${word}" is no access flag`, `write ${names.join(', ')} or a number to 255`);
    }
    return flags | bits;
  }, 0);
}
