/**
 * The part of a secured packet that may be ciphered: counter, padding counter, status of a
 * response, checksum, data, padding. [TS102225 §5.1] [TS102225 §5.2]
 */
import { type Bytes, bytes, concat, fail, type WireError } from '../../base/index.ts';

export const COUNTER_LENGTH = 5;

export interface PacketBody {
  /** Five bytes. */
  readonly counter: Bytes;
  /** Bytes of padding behind the data, for the cipher's block. */
  readonly padding: number;
  /** Of a response alone. */
  readonly status?: number | undefined;
  /** Redundancy check, checksum or signature; empty where there is none. */
  readonly integrity: Bytes;
  readonly data: Bytes;
}

/** The fields before the data, without the checksum. */
export function bodyHead({ counter, padding, status }: Omit<PacketBody, 'integrity' | 'data'>) {
  return concat(counter, bytes(padding), status === undefined ? bytes() : bytes(status));
}

export function parseBody(
  codec: string,
  plain: Bytes,
  has: { readonly status: boolean; readonly integrityLength: number },
): PacketBody | WireError {
  const head = COUNTER_LENGTH + (has.status ? 2 : 1);
  const start = head + has.integrityLength;
  if (plain.length < start)
    return fail(codec, plain.length, { expected: `${start} bytes`, got: plain.length });
  const padding = plain[COUNTER_LENGTH]!;
  const end = plain.length - padding;
  if (end < start)
    return fail(codec, COUNTER_LENGTH, {
      expected: `padding of at most ${plain.length - start} bytes`,
      got: padding,
    });
  return {
    counter: plain.subarray(0, COUNTER_LENGTH),
    padding,
    ...(has.status && { status: plain[COUNTER_LENGTH + 1]! }),
    integrity: plain.subarray(head, start),
    data: plain.subarray(start, end),
  };
}

export function emitBody(body: PacketBody): Bytes {
  return concat(bodyHead(body), body.integrity, body.data, new Uint8Array(body.padding));
}

/** How many bytes fill a body up to whole blocks of its cipher. */
export function paddingOf(body: Omit<PacketBody, 'padding'>, blockLength: number): number {
  const { length } = emitBody({ ...body, padding: 0 });
  return (blockLength - (length % blockLength)) % blockLength;
}
