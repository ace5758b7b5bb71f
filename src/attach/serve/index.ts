export { localApi } from './local.ts';
export { requestJsonSchema } from './operations.ts';
export { type ControlServer, serveControl } from './server.ts';
