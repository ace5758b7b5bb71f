export { OUTPUT_SCHEMAS, type OutputName } from './outputs.ts';
export { publishedSchemas } from './published.ts';
