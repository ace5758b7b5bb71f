/**
 * Whether a test profile has keys of tests alone, so that no operator's network authenticates it.
 * The formats are those that descriptions of the clause name, whose text was not read: zero but for
 * the last two bytes, or the key of the test USIM. [SGP22 §2.4.5.3] [TS34108 §8.1.2]
 */
import { type Bytes, equal, hex, unhex } from '../../base/index.ts';
import type { Plan, PlannedAka, PlannedFile } from './plan.ts';

const TEST_USIM_KEY = unhex('000102030405060708090A0B0C0D0E0F');
/** Bytes at the end that may have any value. */
const FREE = 2;

/** Why it is not; nothing where it is. */
export function testKeyProblem({ applications }: Plan): string | undefined {
  for (const { aka, root } of applications) {
    const key = aka && keyOf(aka);
    if (key !== undefined && !isTestKey(key))
      return `a test profile has keys of tests alone, and ${nameOf(root)} has another`;
  }
  return undefined;
}

function nameOf({ name, dfName }: PlannedFile): string {
  return name ?? `application ${hex(dfName)}`;
}

/** Parameters of another application are looked at there. */
function keyOf(aka: PlannedAka): Bytes | undefined {
  if (aka.mapping) return undefined;
  const { kind, value } = aka.parameter.algoConfiguration;
  return kind === 'algoParameter' ? value.key : undefined;
}

function isTestKey(key: Bytes): boolean {
  return equal(key, TEST_USIM_KEY) || key.subarray(0, -FREE).every((byte) => byte === 0);
}
