/**
 * Exhaustion by need: a program requests values one at a time, and is run once for every way of
 * answering it. What a program never requests it cannot depend on, so that one run stands for all
 * configurations that differ only there.
 */

export interface Chooser {
  of<T>(options: readonly T[]): T;
}

interface Choice {
  readonly options: number;
  taken: number;
}

export class Choices implements Chooser {
  readonly #path: Choice[] = [];
  #depth = 0;
  #settled = false;

  /** One of the options; every option is taken in some run. */
  of<T>(options: readonly T[]): T {
    if (options.length === 1 || this.#settled) return options[0]!;
    if (this.#depth === this.#path.length) this.#path.push({ options: options.length, taken: 0 });
    const choice = this.#path[this.#depth++]!;
    if (choice.options !== options.length) throw new Error('the program is not repeatable');
    return options[choice.taken]!;
  }

  /** What is requested from here on in this run is for display: it is not varied. */
  settle(): void {
    this.#settled = true;
  }

  /** Goes to the next run; false when all are done. */
  next(): boolean {
    this.#depth = 0;
    this.#settled = false;
    for (let last = this.#path.at(-1); last; last = this.#path.at(-1)) {
      if (++last.taken < last.options) return true;
      this.#path.pop();
    }
    return false;
  }
}

/** Runs the program for every way of choosing; gives the number of runs. */
export function exhaust(program: (choices: Choices) => void): number {
  const choices = new Choices();
  let runs = 0;
  do {
    program(choices);
    runs++;
  } while (choices.next());
  return runs;
}
