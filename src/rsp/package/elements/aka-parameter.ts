/** How an NAA authenticates: an algorithm, or that of another NAA. [SAIP §8.4.2] */
import { type Bytes, hex, readBigEndian } from '../../../base/index.ts';
import { AUTHENTICATION_LENGTHS } from '../../../crypto/index.ts';
import type { AlgorithmName } from '../../../uicc/index.ts';
import type { AkaParameter, ServiceName } from '../../../wire/saip/index.ts';
import { ALGORITHM_NAMES } from '../algorithm-names.ts';
import { badValues, notSupported } from '../element-problem.ts';
import type { PlannedAka } from '../plan.ts';
import type { ProfileSupport } from './profile-header.ts';

const KEY_LENGTH = 16;
const SQN_MAX = 0x07ff_ffff_ffff;

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
  const algorithm = ALGORITHM_NAMES[value.algorithmID];
  if (algorithm === undefined) throw notSupported(`algorithm ${value.algorithmID}`);
  const service = serviceOf(algorithm, value.key);
  if (!support.services.has(service)) throw notSupported(service);
  const { k, opc } = AUTHENTICATION_LENGTHS[algorithm];
  if (!k.includes(value.key.length)) throw badValues('the key has another length');
  // What the exclusive or does not use is in a package all the same, in any length.
  if (algorithm !== 'xor' && !opc.includes(value.opc.length))
    throw badValues('OPc or TOPc has another length');
  const { sqnDelta, sqnAgeLimit, sqnInit } = parameter;
  const numbers = [sqnDelta, sqnAgeLimit, ...(sqnInit ?? [])];
  if (numbers.some((one) => one !== undefined && readBigEndian(one) > SQN_MAX))
    throw badValues('a sequence number is above 07FFFFFFFFFF');
  return { mapping: false, parameter };
}

function serviceOf(algorithm: AlgorithmName, key: Bytes): ServiceName {
  if (algorithm === 'milenage') return 'milenage';
  if (algorithm === 'xor') return 'usim-test-algorithm';
  return key.length === KEY_LENGTH ? 'tuak128' : 'tuak256';
}
