/**
 * What a terminal does with 61xx and 6Cxx on a link whose answers come by GET RESPONSE, for clients
 * that want whole answers. [ISO7816-3 §12.2]
 */
import { type Bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import { classWithChannel, parseClassByte } from '../../wire/index.ts';

/** GET RESPONSE rounds for one command: 64 KiB in pieces of 255 bytes and some. */
const ROUNDS_MAX = 300;

/** Sends a command and fetches all of its answer. */
export async function transmitWhole(
  transmit: (apdu: Bytes) => Promise<Bytes>,
  apdu: Bytes,
): Promise<Bytes> {
  let answer = await transmit(apdu);
  if (sw1(answer) === 0x6c && apdu.length >= 4)
    answer = await transmit(withLe(apdu, answer.at(-1)!));
  let data: Bytes = EMPTY;
  for (let round = 0; sw1(answer) === 0x61 && round < ROUNDS_MAX; round++) {
    data = concat(data, answer.subarray(0, -2));
    answer = await transmit(Uint8Array.of(getResponseClass(apdu[0]!), 0xc0, 0, 0, answer.at(-1)!));
  }
  return data.length === 0 ? answer : concat(data, answer);
}

function sw1(answer: Bytes): number {
  return answer.at(-2) ?? 0;
}

/** Case 2 and 4 commands of the short form end with Le; one without gets it. */
function withLe(apdu: Bytes, le: number): Bytes {
  if (apdu.length === 4) return concat(apdu, Uint8Array.of(le));
  const bare = apdu.length === 5 || apdu.length === 5 + apdu[4]! ? apdu.length : apdu.length - 1;
  const body = apdu.length === 5 ? apdu.subarray(0, 4) : apdu.subarray(0, bare);
  return concat(body, Uint8Array.of(le));
}

function getResponseClass(cla: number): number {
  const parsed = parseClassByte(cla);
  return isWireError(parsed) ? 0 : classWithChannel(0, parsed.channel);
}
