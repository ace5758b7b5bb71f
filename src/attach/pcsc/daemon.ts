/** Whether pcscd serves PC/SC programs now. */
import { connect } from 'node:net';

/** Where pcscd listens for PC/SC programs. */
const SOCKET = '/run/pcscd/pcscd.comm';

/** A socket's file may outlive its server, so it is connected to. */
export function isPcscdUp(path = process.env['PCSCLITE_CSOCK_NAME'] ?? SOCKET): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
