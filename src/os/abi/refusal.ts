/**
 * A container's "no": thrown anywhere below `select` or `process`, caught once, in the kernel. It
 * drops what the command wrote, counter batches excepted, and leaves a trace line. It is an answer
 * and no `Error`: the trace of a stack, which none reads, takes longer than many a command.
 */
export class Refusal {
  /** The status word that goes out. */
  readonly sw: number;
  /** Where the specification says so, as a clause tag without brackets: `GPCS §11.4.2`. */
  readonly clause: string;
  readonly why: string;

  constructor(sw: number, clause: string, why: string) {
    this.sw = sw;
    this.clause = clause;
    this.why = why;
  }

  toString(): string {
    return `${this.sw.toString(16).toUpperCase()} ${this.clause}: ${this.why}`;
  }
}

export function refuse(sw: number, clause: string, why: string): never {
  throw new Refusal(sw, clause, why);
}
