/**
 * One device at a time holds a slot of vpcd. The driver takes one connection and leaves further
 * ones waiting, which look connected to their side: so a device takes a name in the system's
 * abstract namespace before it connects. The name goes with the process, and a device that finds it
 * taken is answered with who holds it. The namespace reaches as far as the driver's loopback port.
 */
import { connect, createServer, type Server } from 'node:net';

/** Who holds a slot. */
export interface SlotHolder {
  readonly device: string;
  readonly link: string;
  readonly pid: number;
}

export interface SlotLease {
  release(): void;
}

const ANSWER_LENGTH_MAX = 1_024;
const ANSWER_MS_MAX = 500;

/** Takes the slot at a port of vpcd; `undefined` where another device holds it. */
export function takeSlot(port: number, holder: SlotHolder): Promise<SlotLease | undefined> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${JSON.stringify(holder)}\n`);
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(leaseName(port), () => resolve({ release: () => void server.close() }));
  });
}

/** Who holds the slot, if a device does. */
export function slotHolder(port: number): Promise<SlotHolder | undefined> {
  return new Promise((resolve) => {
    const socket = connect(leaseName(port));
    let text = '';
    const end = (): void => {
      socket.destroy();
      resolve(parseHolder(text));
    };
    socket.setTimeout(ANSWER_MS_MAX, end);
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\n') || text.length > ANSWER_LENGTH_MAX) end();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

function parseHolder(text: string): SlotHolder | undefined {
  try {
    const { device, link, pid } = JSON.parse(text) as SlotHolder;
    const isHolder = typeof device === 'string' && typeof link === 'string';
    return isHolder && Number.isInteger(pid) ? { device, link, pid } : undefined;
  } catch {
    return undefined;
  }
}

function leaseName(port: number): string {
  return `\0bifrons-reader-${port}`;
}
