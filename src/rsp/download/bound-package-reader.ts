/**
 * Takes a bound profile package piece by piece, wherever the LPA has split it, and gives its
 * elements one by one. [SGP22 §2.5.4] [SGP22 §2.5.5]
 */
import {
  type Bytes,
  concat,
  describeWireError,
  EMPTY,
  hex,
  isWireError,
} from '../../base/index.ts';
import { BSP_SEGMENT_LENGTH_MAX } from '../../crypto/index.ts';
import { emitTag, parseTlvHead, type TlvHead } from '../../wire/index.ts';
import {
  ES8_TAG,
  SEGMENT_OF,
  SEQUENCE_NAMES,
  SEQUENCE_TAG,
  type SequenceName,
} from '../../wire/es8/index.ts';

/** Bytes of a package at most: many times one of the field. */
export const BOUND_PACKAGE_LENGTH_MAX = 1_048_576;

/** Bytes of InitialiseSecureChannel at most, with tag and length. */
const AGREEMENT_LENGTH_MAX = 512;

export type PackagePart =
  | { readonly kind: 'agreement'; readonly element: Bytes }
  | { readonly kind: 'segment'; readonly sequence: SequenceName; readonly segment: Bytes }
  /** All segments of a sequence have come. */
  | { readonly kind: 'end'; readonly sequence: SequenceName };

/** Why the bytes are no package, in words. */
export interface StructureProblem {
  readonly structure: string;
}

export class BoundPackageReader {
  #rest: Bytes = EMPTY;
  /** Bytes of the package that have not been given; nothing before its head. */
  #left: number | undefined;
  #hasAgreement = false;
  /** The sequence that is being read, and the bytes of it that are left. */
  #sequence: { readonly name: SequenceName; readonly left: number } | undefined;
  /** Of `SEQUENCE_NAMES`: the first that may come next. */
  #next = 0;

  /** Whether nothing is held back: the next piece begins with an element. */
  get isBetweenElements(): boolean {
    return this.#rest.length === 0;
  }

  push(piece: Bytes): void {
    this.#rest = concat(this.#rest, piece);
  }

  /** The sequence that the next bytes are of. */
  get at(): SequenceName | 'agreement' {
    if (!this.#hasAgreement) return 'agreement';
    return this.#sequence?.name ?? SEQUENCE_NAMES[this.#next] ?? 'profileElements';
  }

  get done(): boolean {
    return this.#left === 0 && this.#sequence === undefined && this.#hasAgreement;
  }

  /** The next part; nothing until more bytes come. */
  take(): PackagePart | StructureProblem | undefined {
    if (this.#left === undefined) {
      const problem = this.#begin();
      if (problem !== undefined || this.#left === undefined) return problem;
    }
    if (!this.#hasAgreement) return this.#agreement();
    if (this.#sequence === undefined) {
      if (this.done) return this.#end();
      const problem = this.#beginSequence();
      if (problem !== undefined || this.#sequence === undefined) return problem;
    }
    return this.#segment();
  }

  #end(): StructureProblem | undefined {
    if (this.#next < SEQUENCE_NAMES.length) return problem('the package ends before its elements');
    return this.#rest.length > 0 ? problem('bytes behind the package') : undefined;
  }

  #begin(): StructureProblem | undefined {
    const head = headOf(this.#rest);
    if (head === undefined || 'structure' in head) return head;
    if (head.tag !== ES8_TAG.boundProfilePackage) return unexpected(head.tag, 'a package');
    if (head.length > BOUND_PACKAGE_LENGTH_MAX)
      return problem(`a package of ${head.length} bytes; at most ${BOUND_PACKAGE_LENGTH_MAX}`);
    this.#rest = this.#rest.slice(head.size);
    this.#left = head.length;
    return undefined;
  }

  #agreement(): PackagePart | StructureProblem | undefined {
    const head = headOf(this.#rest);
    if (head === undefined || 'structure' in head) return head;
    if (head.tag !== ES8_TAG.initialiseSecureChannel)
      return unexpected(head.tag, 'InitialiseSecureChannel');
    const element = this.#whole(head, Math.min(this.#left!, AGREEMENT_LENGTH_MAX));
    if (element === undefined || 'structure' in element) return element;
    this.#hasAgreement = true;
    return { kind: 'agreement', element };
  }

  #beginSequence(): StructureProblem | undefined {
    const head = headOf(this.#rest);
    if (head === undefined || 'structure' in head) return head;
    const due = SEQUENCE_NAMES[this.#next];
    // Only the replacement of keys may be left out.
    const at = SEQUENCE_NAMES.findIndex((one) => SEQUENCE_TAG[one] === head.tag);
    const isDue = at === this.#next || (due === 'replaceSessionKeys' && at === this.#next + 1);
    const name = SEQUENCE_NAMES[at];
    if (!isDue || name === undefined) return unexpected(head.tag, due ?? 'the end');
    if (head.size + head.length > this.#left!) return problem(`${name} is longer than the package`);
    this.#rest = this.#rest.slice(head.size);
    this.#left! -= head.size;
    this.#sequence = { name, left: head.length };
    this.#next = at + 1;
    return undefined;
  }

  #segment(): PackagePart | StructureProblem | undefined {
    const { name, left } = this.#sequence!;
    if (left === 0) {
      this.#sequence = undefined;
      return { kind: 'end', sequence: name };
    }
    const head = headOf(this.#rest);
    if (head === undefined || 'structure' in head) return head;
    if (head.tag !== SEGMENT_OF[name]) return unexpected(head.tag, `a segment of ${name}`);
    const segment = this.#whole(head, Math.min(left, BSP_SEGMENT_LENGTH_MAX));
    if (segment === undefined || 'structure' in segment) return segment;
    this.#sequence = { name, left: left - segment.length };
    return { kind: 'segment', sequence: name, segment };
  }

  /** An element once all of it is there. */
  #whole(head: TlvHead, lengthMax: number): Bytes | StructureProblem | undefined {
    const length = head.size + head.length;
    if (length > lengthMax) return problem(`an element of ${length} bytes; at most ${lengthMax}`);
    if (this.#rest.length < length) return undefined;
    const element = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    this.#left! -= length;
    return element;
  }
}

/** Tag and length, once they are there. */
function headOf(source: Bytes): TlvHead | StructureProblem | undefined {
  const head = parseTlvHead(source);
  return isWireError(head) ? problem(describeWireError(head)) : head;
}

function problem(structure: string): StructureProblem {
  return { structure };
}

function unexpected(tag: number, due: string): StructureProblem {
  return problem(`tag ${hex(emitTag(tag))} where ${due} is due`);
}
