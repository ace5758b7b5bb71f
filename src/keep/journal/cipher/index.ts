export { isSealed, type LineCipher, PLAIN } from './line-cipher.ts';
