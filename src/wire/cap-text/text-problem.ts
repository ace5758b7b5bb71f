/** What is wrong with a text, at which line, and what to write instead. */
export interface TextProblem {
  readonly line: number;
  readonly message: string;
  readonly next: string;
}

/** Ends the assembly at its first problem. */
export class Rejection extends Error {
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function reject(line: number, message: string, next: string): never {
  throw new Rejection({ line, message, next });
}
