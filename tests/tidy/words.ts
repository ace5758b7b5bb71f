/** Words that the project does not use, with replacements. Built from parts: see rules.ts. */

export interface BannedWord {
  /** A regular expression for whole words. */
  readonly pattern: string;
  readonly replacement: string;
}

const word = (...parts: readonly string[]) => parts.join('');

export const BANNED_WORDS: readonly BannedWord[] = [
  { pattern: word('to', 'ld'), replacement: 'report, notify, or pass as a parameter' },
  { pattern: word('te', 'lls?'), replacement: 'report, return, name, show' },
  { pattern: word('tel', 'ling'), replacement: 'reporting, returning, naming, showing' },
  {
    pattern: word('no', 'body'),
    replacement: 'no client, no container, no process; or say what is absent',
  },
  { pattern: word('who', 'ever'), replacement: 'the client, the caller, the driver' },
  { pattern: word('who', 'm'), replacement: 'the client or the component by its name' },
  { pattern: word('an', 'ew'), replacement: 'again, reset, or restart' },
  { pattern: word('a', 'fresh'), replacement: 'again, reset, or restart' },
  { pattern: word('men', 'd(s|ed|ing)?'), replacement: 'fix, correct, repair' },
  { pattern: word('in ', 'vain'), replacement: 'without an answer, without output' },
  { pattern: word('le', 'st'), replacement: 'so that … not' },
  { pattern: word('vo', 'ws?'), replacement: 'the rule itself' },
  { pattern: word('external ', 'entit(y|ies)'), replacement: 'client' },
];
