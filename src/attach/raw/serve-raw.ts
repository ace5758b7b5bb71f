/**
 * Raw link ports on loopback: a TCP connection is one session of an interface, every byte on it a
 * byte on the line. Connecting is power-on, closing is power-off. [M-70] [M-71] [M-74]
 */
import { createServer, type Server, type Socket } from 'node:net';
import { HostError } from '../../base/index.ts';
import type { Runner } from '../runner/index.ts';
import type { RawHost } from './raw-host.ts';

export interface RawPort {
  readonly link: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface RawServer {
  /** With the ports that were chosen. */
  readonly ports: readonly RawPort[];
  /** Ends every session: the device was booted again. */
  unplug(): void;
  close(): Promise<void>;
}

/** Answers a host may leave unread before it is let go. */
const BACKLOG_BYTES_MAX = 1_024 * 1_024;
const LOOPBACK = '127.0.0.1';

/**
 * Opens the ports. The runner's host must be a raw host that has left the links' interfaces free.
 * Links of one interface share its wire: one of their ports has a session at a time, and which
 * protocol runs is settled on the line, not by the port. Throws `HostError` INPUT_INVALID when a
 * port cannot be had.
 */
export async function serveRaw(runner: Runner, ports: readonly RawPort[]): Promise<RawServer> {
  const sessions = new Map<string, Socket>();
  const servers: Server[] = [];
  const close = (): Promise<void>[] =>
    servers.map((server) => new Promise((resolve) => server.close(() => resolve())));
  const unplug = (): void => {
    for (const socket of sessions.values()) socket.destroy();
  };
  try {
    const opened: RawPort[] = [];
    for (const { link, port } of ports) {
      const server = createServer({ noDelay: true }, (socket) =>
        serveHost({ runner, link, sessions }, socket),
      );
      servers.push(server);
      opened.push({ link, port: await listen(server, link, port) });
    }
    return {
      ports: opened,
      unplug,
      async close() {
        const closed = close();
        unplug();
        await Promise.all(closed);
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function listen(server: Server, link: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const next = 'give another port, or 0 to have one chosen';
      reject(new HostError('INPUT_INVALID', `raw port for ${link}: ${error.message}`, next));
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

interface Place {
  readonly runner: Runner;
  readonly link: string;
  /** Who is plugged in, by interface. */
  readonly sessions: Map<string, Socket>;
}

function serveHost({ runner, link, sessions }: Place, socket: Socket): void {
  socket.on('error', () => socket.destroy());
  const { device } = runner.host;
  const interfaceId = device.links.find((one) => one.id === link)!.interface;
  if (sessions.has(interfaceId) || runner.stopped !== undefined) {
    const why = runner.stopped === undefined ? 'another host is plugged in' : 'the device is mute';
    device.trace.note(link, 'raw', `a host was turned away: ${why}`);
    socket.end();
    socket.resume();
    runner.poke();
    return;
  }
  sessions.set(interfaceId, socket);
  const line = (runner.host as RawHost).rawLines.get(interfaceId)!;
  device.trace.note(link, 'raw', 'a host plugged in');
  socket.on('data', (bytes) => {
    line.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    runner.poke();
    // The device went mute: a dead chip's wire is of no use to anyone.
    if (runner.stopped !== undefined) socket.destroy();
  });
  socket.on('drain', () => socket.resume());
  socket.on('close', () => {
    sessions.delete(interfaceId);
    line.unplug();
    device.trace.note(link, 'raw', 'the host pulled out');
    runner.poke();
  });
  line.plug((bytes) => hear(socket, bytes));
  runner.poke();
}

/** What the card says goes out; a host that does not read is not read, and at last let go. */
function hear(socket: Socket, bytes: Uint8Array): void {
  if (socket.destroyed || !socket.writable) return;
  if (socket.writableLength > BACKLOG_BYTES_MAX) socket.destroy();
  else if (!socket.write(bytes)) socket.pause();
}

