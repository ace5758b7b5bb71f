/** Writes capture files of the form pcapng, little-endian, with interfaces by their names. */
import { type Bytes, concat, utf8 } from '../../base/index.ts';

export const SECTION_HEADER = 0x0a0d0d0a;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const INTERFACE_DESCRIPTION = 1;
export const ENHANCED_PACKET = 6;
export const OPTION_INTERFACE_NAME = 2;
const OPTION_APPLICATION = 4;
/** No limit to the packets' length. */
const SNAP_LENGTH = 0;

/** Where packets of one form come from; several may have one name. */
export interface CaptureInterface {
  readonly name: string;
  readonly linkType: number;
}

/** What stands before the packets. */
export function emitCaptureHead(sources: readonly CaptureInterface[], application: string): Bytes {
  const noLength = concat(word(0xffff_ffff), word(0xffff_ffff));
  const application4 = option(OPTION_APPLICATION, utf8(application));
  const section = [word(BYTE_ORDER_MAGIC), half(1), half(0), noLength, application4, word(0)];
  const interfaces = sources.map(({ name, linkType }) =>
    block(
      INTERFACE_DESCRIPTION,
      concat(
        half(linkType),
        half(0),
        word(SNAP_LENGTH),
        option(OPTION_INTERFACE_NAME, utf8(name)),
        word(0),
      ),
    ),
  );
  return concat(block(SECTION_HEADER, concat(...section)), ...interfaces);
}

/** One packet of an interface, by its place in the head; the time is in microseconds. */
export function emitCapturePacket(
  packet: Bytes,
  { source, at }: { readonly source: number; readonly at: bigint },
): Bytes {
  const high = Number((at >> 32n) & 0xffff_ffffn);
  const low = Number(at & 0xffff_ffffn);
  const length = word(packet.length);
  const head = concat(word(source), word(high), word(low), length, length);
  return block(ENHANCED_PACKET, concat(head, padded(packet)));
}

function block(type: number, body: Bytes): Bytes {
  const length = word(body.length + 12);
  return concat(word(type), length, body, length);
}

function option(code: number, value: Bytes): Bytes {
  return concat(half(code), half(value.length), padded(value));
}

function padded(value: Bytes): Bytes {
  const missing = (4 - (value.length % 4)) % 4;
  return missing === 0 ? value : concat(value, new Uint8Array(missing));
}

function word(value: number): Bytes {
  return new Uint8Array([value, value >>> 8, value >>> 16, value >>> 24]);
}

function half(value: number): Bytes {
  return new Uint8Array([value, value >>> 8]);
}
