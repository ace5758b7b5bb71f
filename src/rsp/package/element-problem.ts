/** Why an element of a package cannot be installed. [SAIP §8.10] */
import type { Refusal } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { type PeStatus, PE_STATUS_CODE, type PeStatusName } from '../../wire/saip/index.ts';

export interface ProblemParts {
  readonly why: string;
  readonly additional?: number;
  /** Whether it ends the installation even if the element is not mandated. */
  readonly aborts?: boolean;
}

/** Thrown inside the expansion of one element, and caught where its result is recorded. */
export class ElementProblem extends Error {
  override readonly name = 'ElementProblem';
  readonly status: PeStatusName;
  readonly additional: number | undefined;
  readonly aborts: boolean;
  /** The element's number, where it is found after all of them were read. */
  identification: number | undefined;

  constructor(status: PeStatusName, { why, additional, aborts = true }: ProblemParts) {
    super(why);
    this.status = status;
    this.additional = additional;
    this.aborts = aborts;
  }

  /** What a card, or memory, does not take. */
  static ofRefusal({ sw, why }: Refusal): ElementProblem {
    const status = sw === SW.NO_MEMORY ? 'not-enough-memory' : 'bad-values';
    return new ElementProblem(status, { why });
  }

  of(identification: number): this {
    this.identification ??= identification;
    return this;
  }
}

/** What the expansion reports of one element, with the words that a trace shows. */
export interface ElementResult extends PeStatus {
  readonly why: string;
}

export function elementResult(
  problem: ElementProblem,
  identification: number | undefined,
): ElementResult {
  const { status, additional, message } = problem;
  return {
    status: PE_STATUS_CODE[status],
    ...(identification === undefined ? {} : { identification }),
    ...(additional === undefined ? {} : { additionalInformation: additional }),
    why: message,
  };
}

export function badValues(why: string): ElementProblem {
  return new ElementProblem('bad-values', { why });
}

export function notSupported(why: string, additional?: number): ElementProblem {
  const parts = additional === undefined ? { why } : { why, additional };
  return new ElementProblem('feature-not-supported', { ...parts, aborts: false });
}
