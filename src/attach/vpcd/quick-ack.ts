/**
 * Debian's vpcd sends a frame's length and body in two writes. Nagle's algorithm then holds the
 * body back until the length is acknowledged, and our side delays that by 40 ms. TCP_QUICKACK says
 * "acknowledge at once", but only until the next packet, so it is set again after each. Node has no
 * call for it; the optional package koffi does. See docs/decisions.
 */
import type { Socket } from 'node:net';

const IPPROTO_TCP = 6;
/** Linux. */
const TCP_QUICKACK = 12;

export type QuickAck = (socket: Socket) => void;

let loaded: Promise<QuickAck | undefined> | undefined;

/** How to request quick acknowledgements, or nothing where that cannot be done. */
export function quickAck(): Promise<QuickAck | undefined> {
  return (loaded ??= load());
}

async function load(): Promise<QuickAck | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const setsockopt = koffi
      .load(null)
      .func('int setsockopt(int fd, int level, int name, const int *value, uint32_t length)');
    const on = Int32Array.of(1);
    return (socket) => {
      const fd = (socket as unknown as { _handle?: { fd?: number } })._handle?.fd;
      if (fd !== undefined && fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, on, on.byteLength);
    };
  } catch {
    return undefined;
  }
}
