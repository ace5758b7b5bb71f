/** How an NAA authenticates: an algorithm, or that of another NAA. [SAIP §8.4.2] */
import { type Bytes, hex, readBigEndian } from '../../../base/index.ts';
import {
  type AkaParameter,
  ALGORITHM_ID,
  type AlgoParameter,
  type ServiceName,
} from '../../../wire/saip/index.ts';
import { badValues, notSupported } from '../element-problem.ts';
import type { PlannedAka } from '../plan.ts';
import type { ProfileSupport } from './profile-header.ts';

const KEY_LENGTH = 16;
const SQN_MAX = 0x07ff_ffff_ffff;

interface Lengths {
  readonly key: readonly number[];
  readonly opc: readonly number[] | undefined;
}

const LENGTHS: Readonly<Record<number, Lengths>> = {
  [ALGORITHM_ID.milenage]: { key: [16], opc: [16] },
  [ALGORITHM_ID.tuak]: { key: [16, 32], opc: [32] },
  [ALGORITHM_ID.usimTestAlgorithm]: { key: [16], opc: undefined },
};

export function plannedAka(
  parameter: AkaParameter,
  support: ProfileSupport,
  isKnown: (application: Bytes) => boolean,
): PlannedAka {
  const { kind, value } = parameter.algoConfiguration;
  if (kind === 'mappingParameter') {
    const { mappingSource: source, mappingOptions } = value;
    if (!isKnown(source)) throw badValues(`${hex(source)} has no parameters to map`);
    return { mapping: true, source, options: mappingOptions[0]! };
  }
  const lengths = LENGTHS[value.algorithmID];
  if (lengths === undefined) throw notSupported(`algorithm ${value.algorithmID}`);
  if (!support.services.has(serviceOf(value))) throw notSupported(serviceOf(value));
  if (!lengths.key.includes(value.key.length)) throw badValues('the key has another length');
  if (lengths.opc !== undefined && !lengths.opc.includes(value.opc.length))
    throw badValues('OPc or TOPc has another length');
  const { sqnDelta, sqnAgeLimit, sqnInit } = parameter;
  const numbers = [sqnDelta, sqnAgeLimit, ...(sqnInit ?? [])];
  if (numbers.some((one) => one !== undefined && readBigEndian(one) > SQN_MAX))
    throw badValues('a sequence number is above 07FFFFFFFFFF');
  return { mapping: false, parameter };
}

function serviceOf({ algorithmID, key }: AlgoParameter): ServiceName {
  if (algorithmID === ALGORITHM_ID.milenage) return 'milenage';
  if (algorithmID === ALGORITHM_ID.usimTestAlgorithm) return 'usim-test-algorithm';
  return key.length === KEY_LENGTH ? 'tuak128' : 'tuak256';
}
