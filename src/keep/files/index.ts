export { ioError } from './io-error.ts';
export { folderError, isThere, makeFolder } from './make-folder.ts';
export {
  checkIsFile,
  DOCUMENT_LENGTH_MAX,
  isTaken,
  readFileHead,
  readFileWhole,
  type ReadRules,
  readTextWhole,
  writeFileSoon,
  writeFileWhole,
} from './regular-file.ts';
