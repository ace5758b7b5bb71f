/** ASN.1 types and their encodings, for every family that is written in ASN.1. [X.690] */
export * from './asn1-time.ts';
export * from './bit-string.ts';
export { DerReader } from './der-reader.ts';
export * as der from './der.ts';
export * as elements from './elements.ts';
export type { Message } from './elements.ts';
export * from './integer.ts';
export * from './message.ts';
export * from './object-identifier.ts';
export * from './universal.ts';
export * from './utf8-string.ts';
