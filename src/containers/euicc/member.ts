/** What stands behind one entity of the eUICC: the code that answers when it is selected. */
import type { Bytes } from '../../base/index.ts';
import type { Command, Entity, HeaderAnswer, Response, Session } from '../../os/abi/index.ts';

export interface Member {
  readonly entity: Entity;
  /** False where it does not let itself be selected; left out, it always does. */
  select?(session: Session, from?: Session): boolean;
  process(command: Command): Response;
  /** The session leaves the entity: what it kept there must go. */
  leave(session: Session): void;
  /** What is certain of a T=0 command by its header. */
  header(header: Bytes, session: Session): HeaderAnswer | undefined;
}
