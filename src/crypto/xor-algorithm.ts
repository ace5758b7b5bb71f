/** The test algorithm of test USIMs: exclusive or. [TS34108 §8.1.2] */
import { assert, type Bytes, concat } from '../base/index.ts';
import type { AuthenticationKeys, AuthenticationNumbers } from './milenage.ts';

const LENGTH = 16;
const MAC_LENGTH = 8;
const AK_FROM = 3;
const AK_LENGTH = 6;

/** RES of 16 bytes, of which an operator takes the first 4 or more. [TS34108 §8.1.2.1] */
export function xorKeys(k: Bytes, rand: Bytes): AuthenticationKeys {
  const mixed = xored(k, rand);
  return {
    res: mixed,
    ck: turned(mixed, 1),
    ik: turned(mixed, 2),
    ak: mixed.slice(AK_FROM, AK_FROM + AK_LENGTH),
  };
}

/** The MAC over SQN and AMF, which is that of resynchronisation too. [TS34108 §8.1.2.1] */
export function xorMac(k: Bytes, { rand, sqn, amf }: AuthenticationNumbers): Bytes {
  const numbers = concat(sqn, amf);
  assert(numbers.length === MAC_LENGTH, 'SQN is 6 bytes, AMF is 2');
  return xored(k, rand)
    .subarray(0, MAC_LENGTH)
    .map((byte, i) => byte ^ numbers[i]!);
}

function xored(k: Bytes, rand: Bytes): Bytes {
  assert(k.length === LENGTH && rand.length === LENGTH, 'key and RAND are 16 bytes');
  return k.map((byte, i) => byte ^ rand[i]!);
}

function turned(mixed: Bytes, by: number): Bytes {
  return concat(mixed.subarray(by), mixed.subarray(0, by));
}
