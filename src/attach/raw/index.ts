export type { OutsideLine } from './framed-line.ts';
export {
  createRawHost,
  interfaceOf,
  interfacesOf,
  outsideLine,
  type RawHost,
  type RawHostOptions,
} from './raw-host.ts';
export { type RawPort, type RawServer, serveRaw } from './serve-raw.ts';
