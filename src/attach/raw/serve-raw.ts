/**
 * Raw link ports on loopback: a TCP connection is one session of an interface, every byte on it a
 * byte on the line, or of a frame on a single wire. Connecting is power-on, closing is power-off.
 * [M-70] [M-71] [M-72] [M-74]
 */
import { createServer, type Server, type Socket } from 'node:net';
import { sentenceKind, type TraceKind } from '../../base/index.ts';
import { Connections, dismiss, listenOnLoopback } from '../streams/index.ts';
import { interfaceOf, type RawHost } from '../../host/raw/index.ts';
import type { Runner } from '../../run/runner/index.ts';

export interface RawPort {
  /** A link's name, or an interface's. */
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
/** Bytes of a host that may wait for the card before no more are read. */
const INPUT_BYTES_MAX = 64 * 1_024;
/** More at once is a flood; other hosts are read between one run and the next. */
const RUN_BYTES_MAX = 4 * 1_024;
/** How long a second host waits for the first to go before it is turned away. */
const GRACE_MS = 100;

/**
 * Opens the ports. The runner's host must be a raw host that has left the links' interfaces free.
 * Links of one interface share its wire: one of their ports has a session at a time, and which
 * protocol runs is settled on the line, not by the port. Throws `HostError` INPUT_INVALID when a
 * port cannot be had.
 */
export async function serveRaw(runner: Runner, ports: readonly RawPort[]): Promise<RawServer> {
  const sessions = new Map<string, Socket>();
  const waiting = new Set<string>();
  const connections = new Connections();
  const servers: Server[] = [];
  const close = (): Promise<void>[] => servers.map((server) => connections.close(server));
  const unplug = (): void => {
    for (const socket of sessions.values()) socket.destroy();
  };
  try {
    const opened: RawPort[] = [];
    for (const { link, port } of ports) {
      const server = createServer({ noDelay: true }, (socket) => {
        connections.add(socket);
        serveHost({ runner, link, sessions, waiting }, socket);
      });
      servers.push(server);
      opened.push({ link, port: await listenOnLoopback(server, port, `raw socket for ${link}`) });
    }
    return {
      ports: opened,
      unplug,
      async close() {
        await Promise.all(close());
      },
    };
  } catch (error) {
    await Promise.all(close());
    throw error;
  }
}

interface Place {
  readonly runner: Runner;
  readonly link: string;
  /** Who is plugged in, by interface. */
  readonly sessions: Map<string, Socket>;
  /** Interfaces at which another waits for the first to go. */
  readonly waiting: Set<string>;
}

function serveHost(place: Place, socket: Socket): void {
  const { runner, link, sessions, waiting } = place;
  const { id: interfaceId } = interfaceOf(runner.host.device.description, link);
  const before = sessions.get(interfaceId);
  if (!runner.host.present) {
    turnAway(place, socket, 'the chip is not in its host');
    return;
  }
  if (before === undefined) {
    plug(place, interfaceId, socket);
    return;
  }
  if (waiting.has(interfaceId)) {
    turnAway(place, socket, 'another is plugged in');
    return;
  }
  // One that pulls out and plugs in again at once must not find its own old session in the way.
  waiting.add(interfaceId);
  const timer = setTimeout(settle, GRACE_MS);
  before.once('close', settle);
  function settle(): void {
    clearTimeout(timer);
    waiting.delete(interfaceId);
    before?.off('close', settle);
    if (socket.destroyed) return;
    if (sessions.has(interfaceId)) turnAway(place, socket, 'another is plugged in');
    else plug(place, interfaceId, socket);
  }
}

function turnAway({ runner, link }: Place, socket: Socket, why: string): void {
  runner.host.device.trace.note(link, RAW, `a host was turned away: ${why}`);
  // Nothing was sent to it and nothing is read from it: its descriptor is closed.
  socket.destroy();
  runner.poke();
}

function plug({ runner, link, sessions }: Place, interfaceId: string, socket: Socket): void {
  const { trace } = runner.host.device;
  const line = (runner.host as RawHost).rawLines.get(interfaceId)!;
  sessions.set(interfaceId, socket);
  trace.note(link, RAW, 'a host plugged in');
  const pullOut = (): void => {
    if (sessions.get(interfaceId) !== socket) return;
    sessions.delete(interfaceId);
    line.unplug();
    trace.note(link, RAW, 'the host pulled out');
    runner.poke();
  };
  socket.on('data', (bytes) => {
    // A stopped device does not read them: they would accumulate without bound.
    if (runner.stopped !== undefined) return;
    // Of one whose session ended, and whose place another may have taken, nothing is for the card.
    if (sessions.get(interfaceId) !== socket) return;
    line.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    runner.poke();
    if (bytes.length > RUN_BYTES_MAX) setImmediate(readOn);
    if (bytes.length > RUN_BYTES_MAX || line.backlog > INPUT_BYTES_MAX) socket.pause();
  });
  const readOn = (): void => {
    if (line.backlog <= INPUT_BYTES_MAX && !socket.writableNeedDrain) socket.resume();
  };
  socket.on('drain', readOn);
  // A host that closes its half has taken the power; bytes sent before may still be read.
  socket.on('end', pullOut);
  socket.on('close', pullOut);
  line.plug({
    received: (bytes) => receive(socket, bytes),
    taken: readOn,
    ended: (fault) => (fault === undefined ? dismiss(socket) : socket.destroySoon()),
    note: (words) => trace.note(link, RAW, words),
  });
  runner.poke();
}

/** What the card says goes out; a host that does not read is not read, and at last let go. */
function receive(socket: Socket, bytes: Uint8Array): void {
  if (socket.destroyed || !socket.writable) return;
  if (socket.writableLength > BACKLOG_BYTES_MAX) socket.destroy();
  else if (!socket.write(bytes)) socket.pause();
}

/** What happens at the raw socket of a wire. */
export const RAW: TraceKind = sentenceKind('raw');
