/** A client of the control socket. */
import { connect as connectSocket, type Socket } from 'node:net';
import { HostError, type HostErrorCode } from '../../base/index.ts';
import { LineSplitter, socketName } from '../streams/index.ts';
import type { CaptureRow, TraceRow } from '../service/index.ts';
import type { ControlEvent, DeviceApi, Operation, Params, Response, Result } from './results.ts';

/** Longest answer line: a whole trace ring in words, or a big topology. */
const LINE_LENGTH_MAX = 64 * 1_024 * 1_024;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Connects; `undefined` where no device is served. */
export async function connectControl(path: string): Promise<DeviceApi | undefined> {
  const { name, release } = socketName(path);
  const socket = await new Promise<Socket | undefined>((resolve) => {
    const attempt = connectSocket(name);
    attempt.once('connect', () => resolve(attempt));
    attempt.once('error', () => resolve(undefined));
  });
  release();
  return socket === undefined ? undefined : new ControlClient(socket);
}

class ControlClient implements DeviceApi {
  readonly gone: Promise<void>;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #onLine: ((line: TraceRow) => void) | undefined;
  #onCapture: ((row: CaptureRow) => void) | undefined;
  #last = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    const splitter = new LineSplitter(LINE_LENGTH_MAX);
    socket.removeAllListeners('error');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const line of splitter.push(chunk)) if (line !== undefined) this.#take(line);
    });
    this.gone = new Promise((resolve) => {
      socket.on('close', () => {
        const error = new HostError(
          'DEVICE_NOT_UP',
          'the device went away',
          'start it again: bifrons up',
        );
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        resolve();
      });
    });
  }

  ask<K extends Operation>(op: K, params: Params<K>): Promise<Result<K>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(
          new HostError('DEVICE_NOT_UP', 'the device went away', 'start it again: bifrons up'),
        );
        return;
      }
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#socket.write(`${JSON.stringify({ id, op, params })}\n`);
    });
  }

  async follow(listener: (line: TraceRow) => void, after?: number): Promise<void> {
    this.#onLine = listener;
    await this.ask('trace.follow', after === undefined ? {} : { after });
  }

  async capture(listener: (row: CaptureRow) => void): Promise<readonly string[]> {
    this.#onCapture = listener;
    return (await this.ask('trace.capture', {})).links;
  }

  async close(): Promise<void> {
    this.#socket.end();
    this.#socket.destroy();
    await this.gone;
  }

  #take(line: string): void {
    const message = JSON.parse(line) as Response | ControlEvent;
    if ('event' in message) {
      if (message.event === 'trace') this.#onLine?.(message.line);
      else this.#onCapture?.(message.row);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.ok) waiting?.resolve(message.result);
    else {
      const { code, message: text, next } = message.error;
      waiting?.reject(new HostError(code as HostErrorCode, text, next));
    }
  }
}
