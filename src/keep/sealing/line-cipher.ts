/**
 * A journal sealed line by line. Each line is bound to its place, and all of them to the salt of
 * the one sealer that wrote them, so that none comes from another journal.
 */
import { type Bytes, fromUtf8, HostError, utf8 } from '../../base/index.ts';
import { isSealed, type LineCipher } from '../journal/cipher/index.ts';
import { keyNeeded, keyWrong, type SealingKey } from './key-file.ts';
import { saltOf, Sealer } from './sealer.ts';

const PURPOSE = 'journal';

interface SealedLine {
  readonly sealed: string;
  /** On the first line only. */
  readonly key?: string;
}

/** Reads plain journals too; without a key, sealed ones are refused by name. */
export function lineCipher(key: SealingKey | undefined): LineCipher {
  const sealer = key && new Sealer(key, PURPOSE);
  /** Of the journal being read, if it is sealed. */
  let salt: string | undefined;
  const first = (line: string): void => {
    salt = undefined;
    if (!isSealed(line)) return;
    const { sealed, key: name = '' } = read(line);
    if (key === undefined) throw keyNeeded('the journal', name);
    if (name !== key.name) throw keyWrong('the journal', name, key.name);
    salt = saltOf(sealed);
  };
  return {
    seal(line, index) {
      if (sealer === undefined) return line;
      const sealed = Buffer.from(sealer.seal(utf8(line), place(index))).toString('base64');
      return JSON.stringify(index === 0 ? { sealed, key: key?.name } : { sealed });
    },
    open(line, index) {
      if (index === 0) first(line);
      if (!isSealed(line)) {
        if (salt === undefined) return line;
        throw foreign('stands there in plain, and the journal is encrypted');
      }
      const { sealed } = read(line);
      if (salt !== saltOf(sealed)) throw foreign('is of another journal');
      const plain = sealer?.open(sealed, place(index));
      if (plain === undefined) throw foreign('was not sealed with this key for its place');
      return fromUtf8(plain);
    },
  };
}

function place(index: number): string {
  return `line ${index}`;
}

function read(line: string): { readonly sealed: Bytes; readonly key?: string } {
  try {
    const { sealed, key } = JSON.parse(line) as SealedLine;
    const bytes = new Uint8Array(Buffer.from(sealed, 'base64'));
    return key === undefined ? { sealed: bytes } : { sealed: bytes, key };
  } catch {
    throw foreign('is not whole');
  }
}

/** The caller adds the line number. */
function foreign(why: string): HostError {
  return new HostError('JOURNAL_INVALID', why, 'the journal was changed: record again');
}
