export { createRawHost, interfacesOf, type RawHost, type RawHostOptions } from './raw-host.ts';
export { type RawPort, type RawServer, serveRaw } from './serve-raw.ts';
