export { CardReader, listCardReaders } from './card-reader.ts';
