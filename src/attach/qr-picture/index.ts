export { readQrPicture } from './read-qr-picture.ts';
