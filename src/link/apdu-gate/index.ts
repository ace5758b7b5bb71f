export { ApduClient, type ApduClientOptions } from './client.ts';
export { type ApduGateOptions, createApduGate } from './gate.ts';
