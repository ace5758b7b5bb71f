/**
 * Status words that a description gives in place of an answer, for those who test clients: a
 * response that is dropped after 61xx, a card that is busy. The command is not processed, and
 * nothing waits for GET RESPONSE after it.
 */

export interface OddAnswer {
  /** Class without channel and instruction, as CLA * 256 + INS. */
  readonly command: number;
  readonly sw: number;
  /** Of such commands since power came, each of this number. */
  readonly each: number;
}

export class OddAnswers {
  readonly #all: ReadonlyMap<number, OddAnswer>;
  readonly #counts = new Map<number, number>();

  constructor(all: readonly OddAnswer[]) {
    this.#all = new Map(all.map((one) => [one.command, one]));
  }

  /** Counts a command; the status word that it gets, where it is one of those. */
  take(command: number): number | undefined {
    const one = this.#all.get(command);
    if (one === undefined) return undefined;
    const count = (this.#counts.get(command) ?? 0) + 1;
    this.#counts.set(command, count % one.each);
    return count === one.each ? one.sw : undefined;
  }

  /** Power went: counts begin again. */
  reset(): void {
    this.#counts.clear();
  }
}
