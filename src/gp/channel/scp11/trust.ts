/** What SCP11 keeps of the host's certificates until it authenticates. [GPAmdF §7.5] */
import type { Bytes } from '../../../base/index.ts';
import type { Curve } from '../../../crypto/index.ts';
import type { KeyReference } from '../../domain/attempt-counters.ts';

export class Scp11Trust {
  /** The public key of the certification authority with which the chain began. */
  readonly authority: KeyReference;
  readonly curve: Curve;
  /** P1 and P2 of the commands that bring the certificate, without their announcing bits. */
  readonly place: number;
  /** The part of a certificate that came in earlier commands. */
  readonly parts: Bytes;
  /** The key that the last certificate certifies; `undefined` before the first. */
  readonly certified: Bytes | undefined;
  /** Whether that was the host's own certificate, the last of the chain. */
  readonly complete: boolean;

  constructor(
    parts: Pick<Scp11Trust, 'authority' | 'curve' | 'place' | 'parts' | 'certified' | 'complete'>,
  ) {
    this.authority = parts.authority;
    this.curve = parts.curve;
    this.place = parts.place;
    this.parts = parts.parts;
    this.certified = parts.certified;
    this.complete = parts.complete;
  }
}
