/** How a journal's lines stand in its file: as they are, or sealed. */
import { HostError } from '../../../base/index.ts';

/** Seals and opens a journal's lines; each is bound to its place, and to its journal. */
export interface LineCipher {
  /** The line as it stands in the file. */
  seal(line: string, index: number): string;
  /**
   * Line 0 comes first, and says what the others must be. Throws `HostError` KEY_WRONG, KEY_NEEDED,
   * and JOURNAL_INVALID for a line that was not written there.
   */
  open(line: string, index: number): string;
}

/** Lines as they are. */
export const PLAIN: LineCipher = {
  seal: (line) => line,
  open(line) {
    if (!isSealed(line)) return line;
    throw new HostError('KEY_NEEDED', 'the journal is encrypted', 'give its key: --key-file FILE');
  },
};

/** How a line begins that is encrypted; no other does. */
export function isSealed(line: string): boolean {
  return line.startsWith('{"sealed":');
}
