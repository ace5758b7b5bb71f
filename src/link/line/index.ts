export { transfer } from './ideal.ts';
