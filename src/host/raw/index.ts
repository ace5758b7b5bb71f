export type { OutsideLine } from './framed-line.ts';
export {
  createRawHost,
  interfaceOf,
  interfacesOf,
  outsideLine,
  type RawHost,
  type RawHostOptions,
} from './raw-host.ts';
export type { RawHostSide } from './raw-line.ts';
