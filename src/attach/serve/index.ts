export { localApi } from './local.ts';
export { type ControlServer, serveControl } from './server.ts';
