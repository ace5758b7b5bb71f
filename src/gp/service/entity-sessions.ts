/** In which sessions each entity is current: RAM, by handle. [GPCS §6.4.2] [GPCS §9.5] */
import type { Session } from '../../os/abi/index.ts';

export class EntitySessions {
  readonly #sessions = new Map<number, Set<Session>>();

  begin(handle: number, session: Session): void {
    const known = this.#sessions.get(handle);
    if (known === undefined) this.#sessions.set(handle, new Set([session]));
    else known.add(session);
  }

  end(handle: number, session: Session): void {
    const known = this.#sessions.get(handle);
    known?.delete(session);
    if (known?.size === 0) this.#sessions.delete(handle);
  }

  /** Those in which it is current. */
  of(handle: number): Iterable<Session> {
    return this.#sessions.get(handle) ?? [];
  }

  isSelected(handle: number, besides: Session | undefined): boolean {
    const known = this.#sessions.get(handle);
    if (known === undefined) return false;
    return [...known].some((one) => one !== besides);
  }
}
