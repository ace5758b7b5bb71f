export { OPERATIONS, type OperationName, requestJsonSchema, requestSchema } from './operations.ts';
