/** Types of an ASN.1 module in the distinguished encoding, under one name. */
export * from './der-primitives.ts';
export * from './der-structures.ts';
export * from './der-type.ts';
