/** Status words by the names the field uses. [ISO7816-4 §5.6] [GPCS §11.1.3] [TS102221 §10.2.1] */
export const SW = {
  OK: 0x9000,
  NOT_OPEN: 0x6200,
  END_OF_FILE: 0x6282,
  SELECTED_DEACTIVATED: 0x6283,
  SELECTED_TERMINATED: 0x6285,
  MORE_DATA_AVAILABLE: 0x62f1,
  AUTHENTICATION_FAILED: 0x6300,
  MORE_DATA: 0x6310,
  SOME_FAILED: 0x6320,
  MORE_DATA_EXPECTED: 0x63f1,
  EXECUTION_ERROR: 0x6400,
  MEMORY_PROBLEM: 0x6581,
  WRONG_LENGTH: 0x6700,
  NO_CHANNEL_SUPPORT: 0x6881,
  NO_SECURE_MESSAGING: 0x6882,
  LAST_OF_CHAIN_EXPECTED: 0x6883,
  NO_CHAINING: 0x6884,
  INCOMPATIBLE_STRUCTURE: 0x6981,
  SECURITY_STATUS: 0x6982,
  BLOCKED: 0x6983,
  INVALIDATED: 0x6984,
  CONDITIONS: 0x6985,
  NO_EF_SELECTED: 0x6986,
  SECURE_MESSAGING_OBJECTS: 0x6988,
  APPLET_SELECT_FAILED: 0x6999,
  WRONG_DATA: 0x6a80,
  FUNCTION_NOT_SUPPORTED: 0x6a81,
  NOT_FOUND: 0x6a82,
  RECORD_NOT_FOUND: 0x6a83,
  NO_MEMORY: 0x6a84,
  WRONG_P1P2: 0x6a86,
  REFERENCED_DATA_NOT_FOUND: 0x6a88,
  FILE_EXISTS: 0x6a89,
  NAME_EXISTS: 0x6a8a,
  WRONG_OFFSET: 0x6b00,
  INS_NOT_SUPPORTED: 0x6d00,
  CLA_NOT_SUPPORTED: 0x6e00,
  NO_DIAGNOSIS: 0x6f00,
  MAXIMUM_REACHED: 0x9850,
  AUTHENTICATION_ERROR: 0x9862,
  CONTEXT_NOT_SUPPORTED: 0x9864,
} as const;

/** Those of class A0. [TS51011 §9.4] */
export const LEGACY_SW = {
  NO_EF_SELECTED: 0x9400,
  OUT_OF_RANGE: 0x9402,
  NOT_FOUND: 0x9404,
  INCONSISTENT: 0x9408,
  NO_CHV: 0x9802,
  NOT_FULFILLED: 0x9804,
  CHV_STATE: 0x9808,
  INVALIDATION_STATE: 0x9810,
  BLOCKED: 0x9840,
  RESPONSE_READY: 0x9f00,
} as const;

const WORDS: Readonly<Record<keyof typeof SW, string>> = {
  OK: 'normal ending',
  NOT_OPEN: 'warning, the channel is not open',
  END_OF_FILE: 'end of file reached before Ne bytes',
  SELECTED_DEACTIVATED: 'selected, but deactivated or locked',
  SELECTED_TERMINATED: 'selected, but terminated',
  MORE_DATA_AVAILABLE: 'more data of the object available',
  AUTHENTICATION_FAILED: 'authentication failed',
  MORE_DATA: 'more data available',
  SOME_FAILED: 'not done for some of the applications',
  MORE_DATA_EXPECTED: 'more data of the object expected',
  EXECUTION_ERROR: 'execution error, nothing changed',
  MEMORY_PROBLEM: 'memory problem',
  WRONG_LENGTH: 'wrong length',
  NO_CHANNEL_SUPPORT: 'logical channel not supported',
  NO_SECURE_MESSAGING: 'secure messaging not supported',
  LAST_OF_CHAIN_EXPECTED: 'last command of the chain expected',
  NO_CHAINING: 'command chaining not supported',
  INCOMPATIBLE_STRUCTURE: 'command incompatible with the file structure',
  SECURITY_STATUS: 'security status not satisfied',
  BLOCKED: 'authentication method blocked',
  INVALIDATED: 'referenced data invalidated',
  CONDITIONS: 'conditions of use not satisfied',
  NO_EF_SELECTED: 'no current EF',
  SECURE_MESSAGING_OBJECTS: 'secure messaging objects incorrect',
  APPLET_SELECT_FAILED: 'applet selection failed',
  WRONG_DATA: 'incorrect data field',
  FUNCTION_NOT_SUPPORTED: 'function not supported',
  NOT_FOUND: 'file or application not found',
  RECORD_NOT_FOUND: 'record not found',
  NO_MEMORY: 'not enough memory',
  WRONG_P1P2: 'incorrect P1 or P2',
  REFERENCED_DATA_NOT_FOUND: 'referenced data not found',
  FILE_EXISTS: 'file exists already',
  NAME_EXISTS: 'DF name exists already',
  WRONG_OFFSET: 'wrong parameters P1-P2',
  INS_NOT_SUPPORTED: 'instruction not supported',
  CLA_NOT_SUPPORTED: 'class not supported',
  NO_DIAGNOSIS: 'no precise diagnosis',
  MAXIMUM_REACHED: 'maximum value reached',
  AUTHENTICATION_ERROR: 'authentication error, incorrect MAC',
  CONTEXT_NOT_SUPPORTED: 'security context not supported',
};

const LEGACY_WORDS: Readonly<Record<keyof typeof LEGACY_SW, string>> = {
  NO_EF_SELECTED: 'no EF selected',
  OUT_OF_RANGE: 'out of range',
  NOT_FOUND: 'file or pattern not found',
  INCONSISTENT: 'file inconsistent with the command',
  NO_CHV: 'no CHV initialized',
  NOT_FULFILLED: 'access condition not fulfilled, or CHV wrong',
  CHV_STATE: 'in contradiction with the CHV status',
  INVALIDATION_STATE: 'in contradiction with the invalidation status',
  BLOCKED: 'CHV blocked',
  RESPONSE_READY: 'response by GET RESPONSE',
};

const WORDS_BY_CODE: ReadonlyMap<number, string> = new Map([
  ...namesOf(LEGACY_SW).map((name) => [LEGACY_SW[name], LEGACY_WORDS[name]] as const),
  ...namesOf(SW).map((name) => [SW[name], WORDS[name]] as const),
]);

function namesOf<T extends object>(codes: T): readonly (keyof T)[] {
  return Object.keys(codes) as (keyof T)[];
}

/** A status word in words, for traces and the CLI. */
export function describeStatus(sw: number): string {
  const sw1 = sw >> 8;
  const sw2 = sw & 0xff;
  if (sw1 === 0x61) return `${sw2 || 256} more bytes by GET RESPONSE`;
  if (sw1 === 0x6c) return `wrong Le, ${sw2 || 256} bytes available`;
  if (sw1 === 0x91) return `normal ending, proactive command of ${sw2} bytes`;
  if (sw1 === 0x63 && sw2 >> 4 === 0xc) return `${sw2 & 15} tries left`;
  if (sw1 === 0x9f) return `${sw2 || 256} bytes by GET RESPONSE`;
  return WORDS_BY_CODE.get(sw) ?? 'unknown status';
}

/** Normal processing: 9000, 61xx with more to fetch, 91xx with a proactive command. */
export function isNormal(sw: number): boolean {
  return sw === SW.OK || sw >> 8 === 0x61 || sw >> 8 === 0x91;
}

/** 9000 and the warnings 62xx and 63xx; all others are errors. [GPCS §E.4.5] [GPAmdD §6.2.5] */
export function isAccepted(sw: number): boolean {
  return sw === SW.OK || sw >> 8 === 0x62 || sw >> 8 === 0x63;
}
