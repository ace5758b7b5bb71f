/** TCP ports for programs of this machine alone. */
import type { Server } from 'node:net';
import { HostError } from '../../base/index.ts';
import { ioError } from '../../keep/files/index.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Opens a server's port, 0 to have one chosen; the one it has. `what` is for messages. Rejects with
 * `HostError` INPUT_INVALID, SYSTEM_LIMIT, PERMISSION.
 */
export function listenOnLoopback(server: Server, port: number, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    // Later ones are of connections that could not be taken: they are lost, the others stay.
    server.on('error', (error) => {
      const known = ioError(error, `serve ${what}`);
      if (known instanceof HostError) return reject(known);
      const next = 'give another port, or 0 to have one chosen';
      reject(new HostError('INPUT_INVALID', `${what}: ${error.message}`, next));
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
