/** GSMTAP frames over UDP, to Wireshark, pySim-trace or anything that receives them. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { GSMTAP_PORT } from '../../wire/gsmtap/index.ts';
import type { CaptureRow } from '../service/index.ts';
import { FrameSource } from './frame-source.ts';

export interface GsmtapPlace {
  readonly host: string;
  readonly port: number;
}

/** `HOST`, `HOST:PORT` or `[HOST]:PORT`; `undefined` for anything else. */
export function gsmtapPlace(text: string): GsmtapPlace | undefined {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(text);
  if (found === null) return undefined;
  const port = found[3] === undefined ? GSMTAP_PORT : Number(found[3]);
  return port > 0 && port < 65_536 ? { host: (found[1] ?? found[2])!, port } : undefined;
}

export interface GsmtapSocket {
  /** Returns how many frames were sent; a place where nothing listens loses them. */
  write(row: CaptureRow): number;
  /** Settles when all frames have left. */
  close(): Promise<void>;
}

export function openGsmtapSocket(
  { host, port }: GsmtapPlace,
  links: readonly string[],
): GsmtapSocket {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  // The capture goes on where a frame could not be sent.
  socket.on('error', () => {});
  const source = new FrameSource(links);
  const pending = new Set<Promise<void>>();
  return {
    write(row) {
      const frames = source.frames(row);
      for (const frame of frames) {
        const sent = new Promise<void>((resolve) => {
          socket.send(frame, port, host, () => resolve());
        });
        pending.add(sent);
        void sent.then(() => pending.delete(sent));
      }
      return frames.length;
    },
    async close() {
      await Promise.all(pending);
      socket.close();
    },
  };
}
