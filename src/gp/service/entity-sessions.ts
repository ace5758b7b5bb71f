/** Which entity is current in each session, by handle: RAM. [GPCS §6.4.2] [GPCS §9.5] */
import type { Session } from '../../os/abi/index.ts';

export class EntitySessions {
  readonly #current = new Map<Session, number>();

  begin(handle: number, session: Session): void {
    this.#current.set(session, handle);
  }

  end(session: Session): void {
    this.#current.delete(session);
  }

  /** Those in which it is current. */
  of(handle: number): readonly Session[] {
    const sessions: Session[] = [];
    for (const [session, current] of this.#current) if (current === handle) sessions.push(session);
    return sessions;
  }

  isSelected(handle: number, besides: Session | undefined): boolean {
    return this.of(handle).some((one) => one !== besides);
  }
}
