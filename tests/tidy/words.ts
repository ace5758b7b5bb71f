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
  { pattern: word('as', 'k(s|ed|ing)'), replacement: 'request, query, poll, call, require' },
  { pattern: word('kno', 'ws|kn', 'ew'), replacement: 'has, supports, recognizes, is given' },
  { pattern: word('wan', 't(s|ed)'), replacement: 'need, require, expect, request' },
  { pattern: word('rem', 'ember(s|ed|ing)?'), replacement: 'store, record, keep' },
  { pattern: word('hea', 'r(s|d)?'), replacement: 'receive' },
  { pattern: word('beli', 'eve(s|d)?'), replacement: 'take as, assume' },
  { pattern: word('se', 'es'), replacement: 'gets, reads, lists, observes' },
  { pattern: word('thin', 'ks?|tho', 'ught'), replacement: 'the result itself' },
  { pattern: word('lea', 'rn(s|ed|t)?'), replacement: 'read, get, detect' },
  { pattern: word('forg', 'ets|forg', 'ot(ten)?'), replacement: 'discard, clear, lose' },
  { pattern: word('spe', 'aks?|spo', 'ken?'), replacement: 'send, use, implement, carry' },
  { pattern: word('tal', 'k(s|ed|ing)?'), replacement: 'exchange, connect, communicate' },
  { pattern: word('bo', 'rn|bir', 'th'), replacement: 'created, creation' },
  { pattern: word('de', 'af|ali', 've|die', '[sd]'), replacement: 'ends, runs, without power' },
  {
    pattern: word('obe', 'ys?|compl', 'ains?|ins', 'ists?'),
    replacement: 'apply, report, require',
  },
  { pattern: word('is sa', 'id'), replacement: 'the sentence without it, is noted, is named' },
  { pattern: word("one['’]s ", 'own'), replacement: 'plug-in, or the owner by its name' },
  { pattern: word('which', 'ever'), replacement: 'any, each, the one that …' },
];
