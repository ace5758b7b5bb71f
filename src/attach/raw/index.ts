export { type RawPort, type RawServer, serveRaw } from './serve-raw.ts';
