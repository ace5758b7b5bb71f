/**
 * Numbers of entities: one source for all registries of a container, so that they never meet. A
 * number belongs to the memory that an entry stands in, and is not given again until the next boot,
 * whatever is deleted, created again under the same name, or undone.
 */
export class Handles {
  readonly #of = new WeakMap<object, number>();
  #next = 1;

  of(owner: object): number {
    const known = this.#of.get(owner);
    if (known !== undefined) return known;
    const handle = this.#next++;
    this.#of.set(owner, handle);
    return handle;
  }
}
