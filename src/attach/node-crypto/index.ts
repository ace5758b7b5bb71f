export { cryptoProvider, type CryptoChoice } from './crypto-choice.ts';
export { nodeCrypto } from './node-crypto.ts';
