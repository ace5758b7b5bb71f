/**
 * A list of revocations, or one part of one, among those that are there. [SGP22 §4.6.2]
 * [SGP22 §5.7.12]
 */
import { equal } from '../../base/index.ts';
import { isAmong, type RevocationPart, type Revocations } from './revocations.ts';

export interface JoinProblem {
  readonly problem: 'fresher' | 'noBase' | 'otherTotal';
  /** In words. */
  readonly why: string;
}

export interface Joined {
  readonly all: readonly Revocations[];
  /** Numbers of the parts that have not come. */
  readonly missing: readonly number[];
}

/** `list` has one part. A list with all its parts takes the place of the older ones. */
export function joinRevocations(
  all: readonly Revocations[],
  list: Revocations,
): Joined | JoinProblem {
  const ofOthers = all.filter((one) => !equal(one.keyId, list.keyId));
  const own = all.filter((one) => equal(one.keyId, list.keyId));
  const newest = own.reduce((most, { crlNumber }) => Math.max(most, crlNumber), -1);
  if (newest > list.crlNumber) return { problem: 'fresher', why: `list ${newest} is there` };
  const begun = own.find((one) => one.crlNumber === list.crlNumber);
  const grown = begun === undefined ? list : grow(begun, list);
  if ('problem' in grown) return grown;
  const base = baseOf(own, list);
  if (list.base !== undefined && base === undefined)
    return { problem: 'noBase', why: `the changes are of a list ${list.base} or later` };
  const missing = missingParts(grown);
  if (missing.length === 0) return { all: [...ofOthers, complete(grown, base)], missing };
  return { all: [...ofOthers, ...own.filter((one) => one !== begun), grown], missing };
}

/** The list that is begun, with the part of another that has its number. */
function grow(begun: Revocations, { base, total, parts }: Revocations): Revocations | JoinProblem {
  const [part] = parts;
  const isThere = begun.parts.some(({ number }) => number === part?.number);
  if (missingParts(begun).length === 0 || isThere)
    return { problem: 'fresher', why: `list ${begun.crlNumber}, part ${part?.number} is there` };
  if (begun.total !== total || begun.base !== base)
    return { problem: 'otherTotal', why: 'the parts before it are those of another list' };
  return { ...begun, parts: [...begun.parts, ...parts] };
}

/** The whole list that changes apply to. [RFC5280 §5.2.4] */
function baseOf(own: readonly Revocations[], { base, crlNumber }: Revocations) {
  if (base === undefined) return undefined;
  return own.find(
    (one) => missingParts(one).length === 0 && one.crlNumber >= base && one.crlNumber < crlNumber,
  );
}

function missingParts({ total, parts }: Revocations): readonly number[] {
  const numbers = Array.from({ length: total }, (_, at) => at + 1);
  return numbers.filter((one) => !parts.some(({ number }) => number === one));
}

/** As a whole list in one part. */
function complete(
  { keyId, crlNumber, parts }: Revocations,
  base: Revocations | undefined,
): Revocations {
  const changed = parts.flatMap(({ revoked, removed }) => [...revoked, ...removed]);
  const kept = (base?.parts ?? [])
    .flatMap(({ revoked }) => revoked)
    .filter((one) => !isAmong(changed, one));
  const revoked = [...kept, ...parts.flatMap((one) => one.revoked)];
  const part: RevocationPart = { number: 1, revoked, removed: [] };
  return { keyId, crlNumber, base: undefined, total: 1, parts: [part] };
}
