/**
 * The connections of one server: each is known from its first moment to its last, so that ending
 * the server ends them all, whatever their other side does.
 */
import type { Server, Socket } from 'node:net';

/** How long a peer has to read what it was sent last; it may hold its socket no longer. */
const LINGER_MS = 500;

export class Connections {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Takes no more, and ends all that are open. */
  close(server: Server): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

/** Ends a connection after what it was sent; a peer that keeps its side open is let go too. */
export function dismiss(socket: Socket): void {
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.on('close', () => clearTimeout(timer));
}
