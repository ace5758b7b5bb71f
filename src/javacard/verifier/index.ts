export { verifyPackage } from './verify-package.ts';
