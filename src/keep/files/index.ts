export { ioError } from './io-error.ts';
export { folderError, isThere, makeFolder } from './make-folder.ts';
