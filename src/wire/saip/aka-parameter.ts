/** PE-AKAParameter and PE-CDMAParameter: how an NAA authenticates. [SAIP §8.4.2] [SAIP §8.4.3] */
import { bytes, concat } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { APPLICATION_IDENTIFIER, PE_HEADER, UINT8 } from './pe-header.ts';

/** Sequence numbers, one for each index. [TS33102 §C.1.1] */
const SEQUENCE_NUMBERS = 32;
const SQN_LENGTH = 6;
const XORING_LENGTH = 80;

export const ALGORITHM_ID = { milenage: 1, tuak: 2, usimTestAlgorithm: 3 } as const;

/** c1 to c5 of Milenage: zero but for one bit of each after the first. [TS35206 §4.1] */
const MILENAGE_CONSTANTS = concat(
  ...[0, 1, 2, 4, 8].map((last) => concat(new Uint8Array(15), bytes(last))),
);

/** What stands for a component that was not sent. */
export const AKA_DEFAULTS = {
  rotationConstants: bytes(0x40, 0x00, 0x20, 0x40, 0x60),
  xoringConstants: MILENAGE_CONSTANTS,
  numberOfKeccak: 1,
  sqnOptions: bytes(0x02),
  sqnDelta: bytes(0, 0, 0x10, 0, 0, 0),
  sqnAgeLimit: bytes(0, 0, 0x10, 0, 0, 0),
} as const;

const MAPPING_PARAMETER = der.sequence('MappingParameter', {
  mappingOptions: der.octets(1),
  mappingSource: APPLICATION_IDENTIFIER,
});

const ALGO_PARAMETER = der.sequence('AlgoParameter', {
  algorithmID: der.integer(255),
  algorithmOptions: der.octets(1),
  key: der.octetString(),
  opc: der.octetString(),
  rotationConstants: der.optional(der.octets(5)),
  xoringConstants: der.optional(der.octets(XORING_LENGTH)),
  authCounterMax: der.optional(der.octets(3)),
  numberOfKeccak: der.optional(UINT8),
});

export type AlgoParameter = der.ValueOf<typeof ALGO_PARAMETER>;
export type MappingParameter = der.ValueOf<typeof MAPPING_PARAMETER>;

const SQN = der.octets(SQN_LENGTH);

export const PE_AKA_PARAMETER = der.sequence(
  'PE-AKAParameter',
  {
    header: PE_HEADER,
    algoConfiguration: der.choice('algoConfiguration', {
      mappingParameter: MAPPING_PARAMETER,
      algoParameter: ALGO_PARAMETER,
    }),
    sqnOptions: der.optional(der.octets(1)),
    sqnDelta: der.optional(SQN),
    sqnAgeLimit: der.optional(SQN),
    sqnInit: der.optional(der.sequenceOf(SQN, { min: SEQUENCE_NUMBERS, max: SEQUENCE_NUMBERS })),
  },
  { header: 'aka-header' },
);

export type AkaParameter = der.ValueOf<typeof PE_AKA_PARAMETER>;

export const PE_CDMA_PARAMETER = der.sequence(
  'PE-CDMAParameter',
  {
    header: PE_HEADER,
    authenticationKey: der.octets(8),
    ssd: der.optional(der.octets(16)),
    hrpdAccessAuthenticationData: der.optional(der.octetString({ min: 2, max: 32 })),
    simpleIPAuthenticationData: der.optional(der.octetString({ min: 3, max: 483 })),
    mobileIPAuthenticationData: der.optional(der.octetString({ min: 5, max: 957 })),
  },
  { header: 'cdma-header' },
);

export type CdmaParameter = der.ValueOf<typeof PE_CDMA_PARAMETER>;
