/** Verifies load files off the card, as a card does before it keeps them. [JCVM §6] */
import type { Bytes } from '../base/index.ts';
import { Refusal } from '../os/abi/index.ts';
import type { ExportFile } from '../wire/cap/index.ts';
import { API, apiClass } from './api/index.ts';
import { parseLoadFile } from './load-file.ts';
import { exportedPackages, type LinkedPackage, linkPackage } from './loader/index.ts';
import { verifyPackage } from './verifier/index.ts';

export type Verdict =
  | {
      readonly kind: 'verified';
      /** Whether a Descriptor component gave the types; without, kinds of cells were inferred. */
      readonly isTyped: boolean;
    }
  | { readonly kind: 'refused'; readonly clause: string; readonly why: string };

const NUMBER_MIN = 16;

/**
 * Verdicts on load files in their order: each may import those before it, what the machine has, and
 * packages of which an export file is given, those with the highest version first.
 */
export function verifyLoadFiles(
  blocks: readonly Bytes[],
  exports: readonly ExportFile[],
): readonly Verdict[] {
  const newestFirst = exports.toSorted((a, b) => b.major - a.major || b.minor - a.minor);
  const known: LinkedPackage[] = [...API];
  return blocks.map((block, index): Verdict => {
    try {
      if (index === 0) known.push(...exportedPackages(newestFirst, apiClass));
      const file = parseLoadFile(block);
      const linked = linkPackage({ number: NUMBER_MIN + index, file, known });
      verifyPackage(linked);
      known.unshift(linked);
      return { kind: 'verified', isTyped: file.descriptor !== undefined };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'refused', clause: error.clause, why: error.why };
    }
  });
}
