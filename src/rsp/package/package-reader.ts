/**
 * Takes a package piece by piece, as a download brings it: whole elements are expanded as soon as
 * they are there, and an error in one ends the installation at once. [SAIP §8.1.2]
 */
import { type Bytes, concat, EMPTY, fail, isWireError } from '../../base/index.ts';
import { parseTlv } from '../../wire/index.ts';
import { parseProfileElement } from '../../wire/saip/index.ts';
import { ElementProblem } from './element-problem.ts';
import type { ProfileSupport } from './elements/profile-header.ts';
import { Expansion } from './expansion.ts';

/** Bytes of one element at most; a package of the field has 12,000 in all. */
export const ELEMENT_LENGTH_MAX = 262_144;

export class PackageReader {
  readonly expansion: Expansion;
  #rest: Bytes = EMPTY;
  #offset = 0;

  constructor(support: ProfileSupport) {
    this.expansion = new Expansion(support);
  }

  /** The next bytes; an element may be split anywhere. */
  take(segment: Bytes): void {
    if (this.expansion.failure !== undefined) return;
    const source = concat(this.#rest, segment);
    let at = 0;
    while (at < source.length && this.expansion.failure === undefined) {
      if (!isWhole(source, at)) break;
      const one = parseProfileElement(source, at);
      if (isWireError(one)) {
        this.expansion.reject({ ...one, offset: this.#offset + one.offset });
        return;
      }
      this.expansion.add(one.element);
      at = one.next;
    }
    this.#offset += at;
    this.#rest = Uint8Array.from(source.subarray(at));
    if (this.#rest.length > ELEMENT_LENGTH_MAX)
      this.expansion.fail(
        new ElementProblem('not-enough-memory', { why: 'an element is too long' }),
      );
  }

  /** Says that nothing more comes. */
  finish(): void {
    if (this.expansion.done && this.#rest.length === 0) return;
    const got = this.#rest.length === 0 ? 'the end' : `${this.#rest.length} bytes of an element`;
    this.expansion.reject(fail('profile package', this.#offset, { expected: 'PE-End', got }));
  }
}

/** Whether more bytes could not change how the element at an offset is read. */
function isWhole(source: Bytes, at: number): boolean {
  const one = parseTlv(source, at);
  if (!isWireError(one)) return true;
  return !(one.got === 'the end' || /^\d+ bytes of value$/.test(one.expected));
}
