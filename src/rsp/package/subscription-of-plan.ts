/**
 * From AKA parameters to what an application authenticates with. An application whose parameters
 * are those of another gets its keys and limits, with sequence numbers of its own. Which bits of
 * `sqnOptions` and `algorithmOptions` mean what is not verified. [SAIP §8.4.2]
 */
import { assert, type Bytes, equal, readBigEndian } from '../../base/index.ts';
import type { SubscriptionSetup } from '../../uicc/index.ts';
import { AKA_DEFAULTS, type AkaParameter } from '../../wire/saip/index.ts';
import { ALGORITHM_NAMES } from './algorithm-names.ts';
import type { PlannedAka, PlannedApplication } from './plan.ts';

/** Bytes of RES, where the package does not say otherwise. */
const RES_LENGTHS = { milenage: 8, tuak: 8, xor: 16 } as const;
/** Which limits of sequence numbers are checked. */
const CHECK = { age: 0x01, delta: 0x02 } as const;

export function subscriptionOfPlan(
  aka: PlannedAka | undefined,
  applications: readonly PlannedApplication[],
): SubscriptionSetup | undefined {
  if (aka === undefined) return undefined;
  if (!aka.mapping) return subscriptionOf(aka.parameter);
  const source = applications.find(({ root }) => equal(root.dfName, aka.source))?.aka;
  assert(source !== undefined && !source.mapping, 'a mapping leads to parameters');
  return subscriptionOf(source.parameter);
}

function subscriptionOf(parameter: AkaParameter): SubscriptionSetup {
  const { kind, value } = parameter.algoConfiguration;
  assert(kind === 'algoParameter', 'parameters of an algorithm');
  const algorithm = ALGORITHM_NAMES[value.algorithmID];
  assert(algorithm, 'a known algorithm');
  const options = (parameter.sqnOptions ?? AKA_DEFAULTS.sqnOptions)[0]!;
  const delta = readBigEndian(parameter.sqnDelta ?? AKA_DEFAULTS.sqnDelta);
  const age = readBigEndian(parameter.sqnAgeLimit ?? AKA_DEFAULTS.sqnAgeLimit);
  const subscription = {
    algorithm,
    key: kept(value.key),
    opc: algorithm === 'xor' ? new Uint8Array(0) : kept(value.opc),
    resLength: RES_LENGTHS[algorithm],
    rotations: kept(value.rotationConstants ?? AKA_DEFAULTS.rotationConstants),
    constants: kept(value.xoringConstants ?? AKA_DEFAULTS.xoringConstants),
    iterations: Math.max(1, value.numberOfKeccak ?? AKA_DEFAULTS.numberOfKeccak),
    limits: {
      delta: (options & CHECK.delta) === 0 ? undefined : delta,
      age: (options & CHECK.age) === 0 ? undefined : age,
    },
  };
  return { subscription, sequenceNumbers: parameter.sqnInit?.map(readBigEndian) };
}

/** Of its own, apart from the package. */
function kept(bytes: Bytes): Bytes {
  return Uint8Array.from(bytes);
}
