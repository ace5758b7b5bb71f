/**
 * Ports of a host's modems for programs that send AT commands: TCP ports on loopback, each
 * connection a port of the modem with settings of its own, and terminals. [TS27007 §4]
 */
import { createServer, type Socket } from 'node:net';
import { MODEM_QUIRKS, type ModemModel } from '../../host/index.ts';
import type { DeviceHost } from '../../run/clients/index.ts';
import { Connections, dismiss, listenOnLoopback } from '../streams/index.ts';
import { openPseudoTerminal } from './pseudo-terminal.ts';
import { type AtModem, serveAtPort } from './serve-port.ts';

/** Where a modem's port is to be. */
export interface AtPlace {
  readonly link: string;
  /** A TCP port, 0 to have one chosen; or a path, for a terminal. */
  readonly at: number | string;
}

export interface AtServer {
  /** With the TCP ports that were chosen. */
  readonly places: readonly AtPlace[];
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 16;
/** Answers a program may leave unread before it is let go. */
const BACKLOG_BYTES_MAX = 1_024 * 1_024;

/** Throws `HostError` LINK_UNKNOWN, INPUT_INVALID, UNSUPPORTED, PERMISSION. */
export async function serveAt(
  host: DeviceHost,
  places: readonly AtPlace[],
  model?: ModemModel,
): Promise<AtServer> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0)) await one();
  };
  try {
    const opened: AtPlace[] = [];
    for (const place of places) {
      // A missing modem is an error now, before the first connection.
      const modem = portOf(host, place.link, model);
      if (typeof place.at === 'string') closers.push(await openTerminal(modem, place.at));
      const at =
        typeof place.at === 'string'
          ? place.at
          : await openTcp(() => portOf(host, place.link, model), place, closers);
      opened.push({ ...place, at });
    }
    return { places: opened, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A port that leaves the card session to others where it has no channel in it. */
function portOf(host: DeviceHost, link: string, model: ModemModel | undefined): AtModem {
  const modem = host.modem(link, model);
  return {
    get echo() {
      return modem.echo;
    },
    answerMs: model && MODEM_QUIRKS[model].answerMs,
    at: (line) => modem.at(line).finally(() => host.rest()),
    failure: () => modem.failure(),
  };
}

async function openTerminal(modem: AtModem, path: string): Promise<() => void> {
  const terminal = await openPseudoTerminal(path);
  const close = (): void => terminal.close();
  serveAtPort(modem, terminal.input, (bytes) => terminal.write(bytes)).then(close, close);
  return close;
}

async function openTcp(
  port: () => AtModem,
  { link, at }: AtPlace,
  closers: (() => Promise<void> | void)[],
): Promise<number> {
  const connections = new Connections();
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    serveAtPort(port(), socket, (bytes) => send(socket, bytes)).then(
      () => dismiss(socket),
      () => socket.destroy(),
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  closers.push(() => connections.close(server));
  return listenOnLoopback(server, Number(at), `AT port for ${link}`);
}

function send(socket: Socket, bytes: Uint8Array): void {
  if (socket.writableLength > BACKLOG_BYTES_MAX) socket.destroy();
  else if (socket.writable) socket.write(bytes);
}
