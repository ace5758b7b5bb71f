export { cryptoPort, type CryptoChoice } from './crypto-port.ts';
export { nodeCrypto } from './node-crypto.ts';
