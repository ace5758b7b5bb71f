/** What SCP02 keeps between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE. [GPCS §E.1.2.1] */
import type { Scp02Challenges, Scp02SessionKeys } from '../../../crypto/index.ts';

export class Scp02Initiation {
  readonly version: number;
  readonly keys: Scp02SessionKeys;
  readonly challenges: Scp02Challenges;
  readonly option: number;

  constructor(parts: Pick<Scp02Initiation, 'version' | 'keys' | 'challenges' | 'option'>) {
    this.version = parts.version;
    this.keys = parts.keys;
    this.challenges = parts.challenges;
    this.option = parts.option;
  }
}
