export { AES_BLOCK } from './aes.ts';
export { padBlocks, unpadBlocks } from './padding.ts';
export type { Aes, BlockCipher, Crypto } from './port.ts';
export { pureCrypto } from './pure.ts';
export { randomStream } from './random-stream.ts';
export { deriveScp03, SCP03_DERIVATION, type Scp03Derivation } from './scp03-derivation.ts';
