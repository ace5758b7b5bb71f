export { CardReader, listCardReaders, type ReaderRow } from './card-reader.ts';
