/** What SCP03 keeps between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE. [GPAmdD §5.2] */
import type { Bytes } from '../../../base/index.ts';
import type { KeySet } from '../../domain/key.ts';
import type { Scp03SessionKeys } from './session-keys.ts';

export class Scp03Initiation {
  readonly keySet: KeySet;
  readonly keys: Scp03SessionKeys;
  /** Host challenge and card challenge. */
  readonly context: Bytes;

  readonly option: number;

  constructor(parts: Pick<Scp03Initiation, 'keySet' | 'keys' | 'context' | 'option'>) {
    this.keySet = parts.keySet;
    this.keys = parts.keys;
    this.context = parts.context;
    this.option = parts.option;
  }
}
