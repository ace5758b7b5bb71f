export * from './apdu.ts';
export * from './status.ts';
export * from './tlv.ts';
export * from './es10/index.ts';
