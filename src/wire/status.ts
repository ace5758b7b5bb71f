/** Status words by the names the field uses. [ISO7816-4 §5.6] [GPCS §11.1.3] [TS102221 §10.2] */
export const SW = {
  OK: 0x9000,
  NOT_OPEN: 0x6200,
  END_OF_FILE: 0x6282,
  SELECTED_LOCKED: 0x6283,
  MORE_DATA: 0x6310,
  SOME_FAILED: 0x6320,
  AUTHENTICATION_FAILED: 0x6300,
  MEMORY_PROBLEM: 0x6581,
  WRONG_LENGTH: 0x6700,
  NO_CHANNEL_SUPPORT: 0x6881,
  NO_SECURE_MESSAGING: 0x6882,
  LAST_OF_CHAIN_EXPECTED: 0x6883,
  NO_CHAINING: 0x6884,
  SECURITY_STATUS: 0x6982,
  BLOCKED: 0x6983,
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
  WRONG_OFFSET: 0x6b00,
  INS_NOT_SUPPORTED: 0x6d00,
  CLA_NOT_SUPPORTED: 0x6e00,
  NO_DIAGNOSIS: 0x6f00,
} as const;

const WORDS: ReadonlyMap<number, string> = new Map([
  [SW.OK, 'normal ending'],
  [SW.NOT_OPEN, 'warning, the channel is not open'],
  [SW.END_OF_FILE, 'end of file reached before Ne bytes'],
  [SW.SELECTED_LOCKED, 'selected, card locked'],
  [SW.MORE_DATA, 'more data available'],
  [SW.SOME_FAILED, 'not done for some of the applications'],
  [SW.AUTHENTICATION_FAILED, 'authentication failed'],
  [SW.MEMORY_PROBLEM, 'memory problem'],
  [SW.WRONG_LENGTH, 'wrong length'],
  [SW.NO_CHANNEL_SUPPORT, 'logical channel not supported'],
  [SW.NO_SECURE_MESSAGING, 'secure messaging not supported'],
  [SW.LAST_OF_CHAIN_EXPECTED, 'last command of the chain expected'],
  [SW.NO_CHAINING, 'command chaining not supported'],
  [SW.SECURITY_STATUS, 'security status not satisfied'],
  [SW.BLOCKED, 'authentication method blocked'],
  [SW.CONDITIONS, 'conditions of use not satisfied'],
  [SW.NO_EF_SELECTED, 'no current EF'],
  [SW.SECURE_MESSAGING_OBJECTS, 'secure messaging objects incorrect'],
  [SW.APPLET_SELECT_FAILED, 'applet selection failed'],
  [SW.WRONG_DATA, 'incorrect data field'],
  [SW.FUNCTION_NOT_SUPPORTED, 'function not supported'],
  [SW.NOT_FOUND, 'file or application not found'],
  [SW.RECORD_NOT_FOUND, 'record not found'],
  [SW.NO_MEMORY, 'not enough memory'],
  [SW.WRONG_P1P2, 'incorrect P1 or P2'],
  [SW.REFERENCED_DATA_NOT_FOUND, 'referenced data not found'],
  [SW.WRONG_OFFSET, 'wrong parameters P1-P2'],
  [SW.INS_NOT_SUPPORTED, 'instruction not supported'],
  [SW.CLA_NOT_SUPPORTED, 'class not supported'],
  [SW.NO_DIAGNOSIS, 'no precise diagnosis'],
]);

/** A status word in words, for traces and the CLI. */
export function describeStatus(sw: number): string {
  const sw1 = sw >> 8;
  const sw2 = sw & 0xff;
  if (sw1 === 0x61) return `${sw2 || 256} more bytes by GET RESPONSE`;
  if (sw1 === 0x6c) return `wrong Le, ${sw2 || 256} bytes available`;
  if (sw1 === 0x91) return `normal ending, proactive command of ${sw2} bytes`;
  if (sw1 === 0x63 && sw2 >> 4 === 0xc) return `${sw2 & 15} tries left`;
  return WORDS.get(sw) ?? 'unknown status';
}

/** Normal processing: 9000, 61xx with more to fetch, 91xx with a proactive command. */
export function isNormal(sw: number): boolean {
  return sw === SW.OK || sw >> 8 === 0x61 || sw >> 8 === 0x91;
}

/** 9000 and the warnings 62xx and 63xx; all others are errors. [GPCS §E.4.5] [GPAmdD §6.2.5] */
export function isAccepted(sw: number): boolean {
  return sw === SW.OK || sw >> 8 === 0x62 || sw >> 8 === 0x63;
}
