/** A journal sealed line by line; each line is bound to its place. */
import { fromUtf8, utf8 } from '../../base/index.ts';
import type { LineCipher } from '../journal/index.ts';
import { keyNeeded, keyWrong, type SealingKey } from './key-file.ts';
import { Sealer } from './sealer.ts';

const PURPOSE = 'journal';

interface SealedLine {
  readonly sealed: string;
  /** On the first line only. */
  readonly key?: string;
}

/** Reads plain journals too; without a key, sealed ones are refused by name. */
export function lineCipher(key: SealingKey | undefined): LineCipher {
  const sealer = key && new Sealer(key, PURPOSE);
  return {
    seal(line, index) {
      if (sealer === undefined) return line;
      const sealed = Buffer.from(sealer.seal(utf8(line), `line ${index}`)).toString('base64');
      return JSON.stringify(index === 0 ? { sealed, key: key?.name } : { sealed });
    },
    open(line, index) {
      if (!line.startsWith('{"sealed":')) return line;
      const { sealed, key: name = '' } = JSON.parse(line) as SealedLine;
      if (key === undefined || sealer === undefined) throw keyNeeded('the journal', name);
      if (index === 0 && name !== key.name) throw keyWrong('the journal', name, key.name);
      const plain = sealer.open(new Uint8Array(Buffer.from(sealed, 'base64')), `line ${index}`);
      // What does not open is no entry, which the reader names with its line.
      return plain === undefined ? 'sealed otherwise' : fromUtf8(plain);
    },
  };
}
