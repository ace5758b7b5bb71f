export { constantOf, linkPackage, resolveAll } from './link-package.ts';
export { classAt } from './resolve-constant.ts';
export { exportedPackages } from './exported-packages.ts';
export { methodAt } from './look-up.ts';
export {
  type ExportedClass,
  isSubclass,
  type JavaMethod,
  type LinkedClass,
  type LinkedPackage,
  type Method,
  type NativeMethod,
  type PackageCode,
  type ResolvedConstant,
} from './model.ts';
