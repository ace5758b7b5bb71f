/** The messages between servers, operators and LPA: JSON over HTTP. [SGP22 §6.5] */
export { emitBase64, parseBase64 } from './base64.ts';
export * from './execution-status.ts';
export * from './functions.ts';
export type { JsonMessage } from './json-fields.ts';
export * from './messages.ts';
