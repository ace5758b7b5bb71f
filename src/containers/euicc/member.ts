/** What stands behind one entity of the eUICC: the code that answers when it is selected. */
import type { Bytes } from '../../base/index.ts';
import type { Command, Entity, Session, Step } from '../../os/abi/index.ts';

export interface Member {
  readonly entity: Entity;
  /** False where it does not let itself be selected; left out, it always does. */
  select?(session: Session): boolean;
  process(command: Command): Step;
  /** The session leaves the entity: what it kept there must go. */
  leave(session: Session): void;
  /** The direction of a T=0 command by its header, where the table of ISO commands does not say. */
  incoming(header: Bytes): boolean | undefined;
}
