/**
 * Elements of a package that are kept as they came: what no part of the profile reads yet, and what
 * an operator may look for. [SAIP §8.4.3] [SAIP §8.9]
 */
import { type Bytes, EMPTY } from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitProfilePackage, type ProfileElement } from '../../wire/saip/index.ts';
import type { Plan } from './plan.ts';

const BYTES: Codec<Bytes> = { parse: (stored) => stored, emit: (value) => value };

/** CDMA parameters and non-standard elements. */
export function keptElements(plan: Plan): Bytes {
  const elements: ProfileElement[] = [
    ...plan.applications.flatMap(({ cdma }): ProfileElement[] =>
      cdma === undefined ? [] : [{ kind: 'cdmaParameter', value: cdma }],
    ),
    ...plan.nonStandard.map((value): ProfileElement => ({ kind: 'nonStandard', value })),
  ];
  return emitProfilePackage(elements);
}

/** In a profile's part of memory. */
export function keptElementsIn(nvm: Nvm): Cell<Bytes> {
  return nvm.cell('elements', BYTES, EMPTY);
}
