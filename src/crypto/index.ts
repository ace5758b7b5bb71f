export type { BlockCipher, Crypto } from './port.ts';
export { pureCrypto } from './pure.ts';
export { randomStream } from './random-stream.ts';
