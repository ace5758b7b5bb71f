/** The control socket: one JSON object a line, for this user alone. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { HostError } from '../../base/index.ts';
import { ioError } from '../../keep/files/index.ts';
import { Connections, LineSplitter, socketName, Turns } from '../streams/index.ts';
import type { DeviceService } from '../service/index.ts';
import { requestSchema } from '../control/operations/index.ts';
import { type Operation, type Response, type ControlEvent } from '../control/index.ts';
import { ServiceSession } from './session.ts';

const CLIENTS_MAX = 64;
/** Longest request line: an extended APDU in hexadecimal and room to spare. */
const LINE_LENGTH_MAX = 262_144;
/** Requests one client may have under way. */
const PENDING_MAX = 1_024;
/** A trace follower that lags further behind than this is let go. */
const BACKLOG_BYTES_MAX = 8 * 1_024 * 1_024;

export interface ControlServer {
  close(): Promise<void>;
}

/** Serves a device on a socket. For the folder's owner alone: an old socket is removed. */
export async function serveControl(service: DeviceService, path: string): Promise<ControlServer> {
  removeOld(path);
  const connections = new Connections();
  const server = createServer((socket) => {
    connections.add(socket);
    serveClient(service, socket);
  });
  server.maxConnections = CLIENTS_MAX;
  await listen(server, path);
  return {
    async close() {
      await connections.close(server);
      rmSync(path, { force: true });
    },
  };
}

function removeOld(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw unusable(error, path);
  }
}

function named(path: string): ReturnType<typeof socketName> {
  try {
    return socketName(path);
  } catch (error) {
    throw unusable(error, path);
  }
}

function unusable(error: unknown, path: string): HostError {
  const known = ioError(error, `serve ${path}`);
  if (known instanceof HostError) return known;
  const next = 'move it out of the way, or choose another data folder: --data DIR';
  return new HostError('INPUT_INVALID', `cannot serve at ${path}: ${known.message}`, next);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const { name, release } = named(path);
    let isOpen = false;
    // Later errors are of connections that could not be taken: they are lost, the others stay.
    server.on('error', (error) => {
      if (isOpen) return;
      release();
      reject(unusable(error, path));
    });
    // The socket exists from within `listen`, so it must be created with its mode.
    const mask = process.umask(0o177);
    try {
      server.listen(name, () => {
        chmodSync(path, 0o600);
        release();
        isOpen = true;
        resolve();
      });
    } finally {
      process.umask(mask);
    }
  });
}

function serveClient(service: DeviceService, socket: Socket): void {
  const send = (line: Response | ControlEvent): void => {
    if (socket.writableLength > BACKLOG_BYTES_MAX) socket.destroy();
    else if (!socket.destroyed) socket.write(`${JSON.stringify(line)}\n`);
  };
  const session = new ServiceSession(service, {
    onLine: (line) => send({ event: 'trace', line }),
    onCapture: (row) => send({ event: 'capture', row }),
  });
  const splitter = new LineSplitter(LINE_LENGTH_MAX);
  const turns = new Turns();
  /** Requests that have been read, and whether one of them has the client's turn. */
  const lines: (string | undefined)[] = [];
  let serving = false;
  let pending = 0;
  const readOn = (): void => {
    if (pending <= PENDING_MAX && lines.length === 0 && socket.isPaused()) socket.resume();
  };
  const serve = async (): Promise<void> => {
    if (serving) return;
    serving = true;
    while (lines.length > 0) {
      await turns.next();
      if (lines.length === 0) break;
      const line = lines.shift();
      if (line?.trim() === '') continue;
      pending++;
      void answer(session, line).then((response) => {
        pending--;
        readOn();
        send(response);
      });
    }
    serving = false;
    readOn();
  };
  socket.on('data', (chunk) => {
    lines.push(...splitter.push(chunk));
    void serve();
    // What is left of a flood has its turns before more of it is read.
    if (lines.length > 0 || pending > PENDING_MAX) socket.pause();
  });
  socket.on('close', () => {
    lines.length = 0;
    session.close();
  });
}

async function answer(session: ServiceSession, line: string | undefined): Promise<Response> {
  let id = 0;
  try {
    if (line === undefined) throw invalid(`a request is at most ${LINE_LENGTH_MAX} characters`);
    let document: unknown;
    try {
      document = JSON.parse(line);
    } catch {
      throw invalid('a request is one JSON object a line');
    }
    const given = (document as { id?: unknown } | null)?.id;
    if (Number.isSafeInteger(given) && (given as number) >= 0) id = given as number;
    const request = requestSchema.safeParse(document);
    if (!request.success) {
      const issue = request.error.issues[0]!;
      throw invalid(`${issue.path.join('.') || 'request'}: ${issue.message}`);
    }
    const { op, params } = request.data;
    return { id, ok: true, result: await session.ask(op as Operation, params) };
  } catch (error) {
    return { id, ok: false, error: describe(error) };
  }
}

function describe(error: unknown): { code: string; message: string; next: string } {
  if (error instanceof HostError)
    return { code: error.code, message: error.message, next: error.next };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'DEVICE_MUTE',
    message,
    next: 'this is a fault of Bifrons: please report it with the trace',
  };
}

function invalid(message: string): HostError {
  return new HostError('INPUT_INVALID', message, 'see schemas/control-request.schema.json');
}
