/** The test algorithm of test USIMs: exclusive or. [TS34108 §8.1.2] */
import { assert, type Bytes, concat, xored } from '../base/index.ts';
import type { AuthenticationKeys, AuthenticationNumbers } from './milenage.ts';

const LENGTH = 16;
const MAC_LENGTH = 8;
const AK_FROM = 3;
const AK_LENGTH = 6;

/** RES of 16 bytes, of which an operator takes the first 4 or more. [TS34108 §8.1.2.1] */
export function xorKeys(k: Bytes, rand: Bytes): AuthenticationKeys {
  const res = mixed(k, rand);
  return {
    res,
    ck: turned(res, 1),
    ik: turned(res, 2),
    ak: res.slice(AK_FROM, AK_FROM + AK_LENGTH),
  };
}

/** The MAC over SQN and AMF, which is that of resynchronisation too. [TS34108 §8.1.2.1] */
export function xorMac(k: Bytes, { rand, sqn, amf }: AuthenticationNumbers): Bytes {
  const numbers = concat(sqn, amf);
  assert(numbers.length === MAC_LENGTH, 'SQN is 6 bytes, AMF is 2');
  return xored(mixed(k, rand).subarray(0, MAC_LENGTH), numbers);
}

function mixed(k: Bytes, rand: Bytes): Bytes {
  assert(k.length === LENGTH && rand.length === LENGTH, 'key and RAND are 16 bytes');
  return xored(k, rand);
}

function turned(res: Bytes, by: number): Bytes {
  return concat(res.subarray(by), res.subarray(0, by));
}
