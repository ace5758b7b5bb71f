export { type AtPlace, type AtServer, serveAt } from './serve-at.ts';
export { type AtModem, serveAtPort } from './serve-port.ts';
