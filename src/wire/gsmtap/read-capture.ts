/** Reads capture files: pcap with its four magics, and pcapng; either byte order. */
import { type Bytes, fail, fromUtf8, isWireError, type WireError } from '../../base/index.ts';
import {
  BYTE_ORDER_MAGIC,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  SECTION_HEADER,
} from './pcapng.ts';

export interface CapturedPacket {
  readonly linkType: number;
  /** The name of the interface, where the file has one. */
  readonly name: string | undefined;
  readonly bytes: Bytes;
}

const NAME = 'capture file';
const PCAP_MAGICS: ReadonlySet<number> = new Set([0xa1b2c3d4, 0xa1b23c4d]);
const PCAP_HEAD_LENGTH = 24;
const PCAP_PACKET_HEAD_LENGTH = 16;
const BLOCK_FRAME_LENGTH = 12;

export function readCapture(source: Bytes): readonly CapturedPacket[] | WireError {
  if (source.length < PCAP_HEAD_LENGTH)
    return fail(NAME, 0, { expected: 'pcap or pcapng', got: `${source.length} bytes` });
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  if (view.getUint32(0, true) === SECTION_HEADER) return readPcapng(source, view);
  for (const little of [true, false])
    if (PCAP_MAGICS.has(view.getUint32(0, little))) return readPcap(source, view, little);
  return fail(NAME, 0, { expected: 'pcap or pcapng', got: 'neither' });
}

function readPcap(
  source: Bytes,
  view: DataView,
  little: boolean,
): readonly CapturedPacket[] | WireError {
  const linkType = view.getUint32(20, little) & 0xffff;
  const packets: CapturedPacket[] = [];
  for (let at = PCAP_HEAD_LENGTH; at < source.length;) {
    const start = at + PCAP_PACKET_HEAD_LENGTH;
    if (start > source.length) return cutOff(at);
    const end = start + view.getUint32(at + 8, little);
    if (end > source.length) return cutOff(at);
    packets.push({ linkType, name: undefined, bytes: source.subarray(start, end) });
    at = end;
  }
  return packets;
}

interface Interface {
  readonly linkType: number;
  readonly name: string | undefined;
}

function readPcapng(source: Bytes, view: DataView): readonly CapturedPacket[] | WireError {
  const packets: CapturedPacket[] = [];
  let interfaces: Interface[] = [];
  let little = true;
  for (let at = 0; at < source.length;) {
    if (at + BLOCK_FRAME_LENGTH > source.length) return cutOff(at);
    if (view.getUint32(at, true) === SECTION_HEADER) {
      little = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < BLOCK_FRAME_LENGTH || length % 4 !== 0 || at + length > source.length)
      return cutOff(at);
    const body = source.subarray(at + 8, at + length - 4);
    if (type === INTERFACE_DESCRIPTION) interfaces.push(readInterface(body, little));
    if (type === ENHANCED_PACKET) {
      const packet = readPacket(body, { little, interfaces });
      if (isWireError(packet)) return { ...packet, offset: at };
      packets.push(packet);
    }
    at += length;
  }
  return packets;
}

function readInterface(body: Bytes, little: boolean): Interface {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const linkType = body.length < 2 ? -1 : view.getUint16(0, little);
  for (let at = 8; at + 4 <= body.length;) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    const value = body.subarray(at + 4, at + 4 + length);
    if (code === OPTION_INTERFACE_NAME) return { linkType, name: fromUtf8(value) };
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { linkType, name: undefined };
}

function readPacket(
  body: Bytes,
  { little, interfaces }: { readonly little: boolean; readonly interfaces: readonly Interface[] },
): CapturedPacket | WireError {
  const headLength = 20;
  if (body.length < headLength) return cutOff(0);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const from = interfaces[view.getUint32(0, little)];
  const end = headLength + view.getUint32(12, little);
  if (from === undefined || end > body.length) return cutOff(0);
  return { ...from, bytes: body.subarray(headLength, end) };
}

function cutOff(at: number): WireError {
  return fail(NAME, at, { expected: 'a whole block or packet', got: 'less' });
}
