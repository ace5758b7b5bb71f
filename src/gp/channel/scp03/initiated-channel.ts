import type { Bytes } from '../../../base/index.ts';
import type { Scp03SessionKeys } from './session-keys.ts';

/** Between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE. [GPAmdD §5.2] */
export interface InitiatedChannel {
  readonly keyVersion: number;
  readonly keys: Scp03SessionKeys;
  /** Host challenge and card challenge. */
  readonly context: Bytes;
}
