/** How a card of either type gets from the field to the block protocol. */
import type { Bytes } from '../../base/index.ts';
import type { Picc } from './picc.ts';

export interface Activation {
  /** The block protocol, once it is reached. */
  picc: Picc | undefined;
  fieldOn(): void;
  fieldOff(): void;
  /** The reader has put the card to rest; only a wake-up brings it back. */
  halt(): void;
  /** A whole frame before activation; the answer, if any. */
  onFrame(frame: Bytes): Bytes | undefined;
  /** Right after activation: a choice of parameters, without its check. */
  onParameters(body: Bytes): Bytes | undefined;
}
