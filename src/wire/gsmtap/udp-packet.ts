/** UDP over IP as a capture holds it, on loopback, without a link layer. */
import { bigEndian, type Bytes, bytes, concat, fail, type WireError } from '../../base/index.ts';

/** The link type of packets that begin with their IPv4 header. */
export const LINK_TYPE_IPV4 = 228;

export interface UdpPacket {
  readonly port: number;
  readonly payload: Bytes;
}

const NAME = 'UDP packet';
const IPV4_LENGTH = 20;
const IPV6_LENGTH = 40;
const UDP_LENGTH = 8;
const UDP = 17;
const TIME_TO_LIVE = 64;
const LOOPBACK = bytes(127, 0, 0, 1);
const ETHERNET_LENGTH = 14;
/** Bytes of link layer before IP, by link type: null, Ethernet, raw, loop, cooked, raw IP. */
const LINK_LAYERS: Readonly<Record<number, number>> = {
  0: 4,
  1: ETHERNET_LENGTH,
  12: 0,
  101: 0,
  108: 4,
  113: 16,
  [LINK_TYPE_IPV4]: 0,
  229: 0,
  276: 20,
};

export function emitUdpPacket({ port, payload }: UdpPacket): Bytes {
  const length = IPV4_LENGTH + UDP_LENGTH + payload.length;
  const head = concat(
    bytes(0x45, 0),
    bigEndian(length, 2),
    bytes(0, 0, 0, 0, TIME_TO_LIVE, UDP, 0, 0),
    LOOPBACK,
    LOOPBACK,
  );
  head.set(bigEndian(checksum(head), 2), 10);
  const ports = concat(bigEndian(port, 2), bigEndian(port, 2));
  // The checksum of UDP is optional.
  return concat(head, ports, bigEndian(UDP_LENGTH + payload.length, 2), bytes(0, 0), payload);
}

function checksum(header: Bytes): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += (header[at]! << 8) | header[at + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** Reads a packet of a capture with that link type. */
export function parseUdpPacket(packet: Bytes, linkType: number): UdpPacket | WireError {
  const before = LINK_LAYERS[linkType];
  if (before === undefined)
    return fail(NAME, 0, { expected: 'a link layer with IP', got: linkType });
  const ip = packet.subarray(before);
  const version = (ip[0] ?? 0) >> 4;
  const isFour = version === 4;
  const headLength = isFour ? (ip[0]! & 15) * 4 : IPV6_LENGTH;
  const protocol = isFour ? ip[9] : ip[6];
  if ((!isFour && version !== 6) || headLength < IPV4_LENGTH || protocol !== UDP)
    return fail(NAME, before, { expected: 'UDP over IP', got: `IP ${version}, ${protocol}` });
  const udp = ip.subarray(headLength);
  const length = ((udp[4] ?? 0) << 8) | (udp[5] ?? 0);
  if (length < UDP_LENGTH || length > udp.length)
    return fail(NAME, before + headLength, { expected: 'a whole packet', got: udp.length });
  return { port: (udp[2]! << 8) | udp[3]!, payload: udp.subarray(UDP_LENGTH, length) };
}
