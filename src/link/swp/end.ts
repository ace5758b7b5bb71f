/** What both ends of a single wire show to the layer above, HCI. */
import type { Bytes } from '../../base/index.ts';
import type { LineSide } from '../contract.ts';

export interface SwpEnd extends LineSide {
  /** Whether the data link is set up. */
  readonly up: boolean;
  /** Changes whenever frames under way were lost: what was half sent or half received is void. */
  readonly epoch: number;
  /** Why the wire could not be activated or the data link not be kept, once known. */
  readonly failure: string | undefined;
  /** The name the card gave at activation: identity reference data for HCI. [TS102613 §9.4.2] */
  readonly syncId: Bytes | undefined;
  /** The payload of the next I-frame. */
  next(): Bytes | undefined;
}
