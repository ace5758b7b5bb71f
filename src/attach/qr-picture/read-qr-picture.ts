/** The text of a QR code in a picture: PNG or JPEG. */
import decodeQr from 'qr/decode.js';
import { HostError } from '../../base/index.ts';

/** Photos have some ten million points; each has four bytes in memory. */
const MEGAPIXELS_MAX = 64;
const PIXEL_LENGTH = 4;
const PNG_HEAD = Buffer.from('89504E470D0A1A0A', 'hex');
const JPEG_HEAD = Buffer.from('FFD8FF', 'hex');
/** Width and height in the first chunk. */
const PNG_SIZE_AT = 16;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Throws `HostError` INPUT_INVALID. */
export async function readQrPicture(file: Buffer): Promise<string> {
  const picture = await readPicture(file);
  // A dark code may be large, small or turned: time is no concern here.
  try {
    return decodeQr(picture, { effort: 4, timeLimit: 10_000 });
  } catch {
    throw invalid('it has no QR code that reads', 'give a sharper or closer picture');
  }
}

async function readPicture(file: Buffer): Promise<Picture> {
  const isPng = file.subarray(0, PNG_HEAD.length).equals(PNG_HEAD);
  const isJpeg = file.subarray(0, JPEG_HEAD.length).equals(JPEG_HEAD);
  if (!isPng && !isJpeg) throw invalid('it is neither PNG nor JPEG', 'convert it to PNG');
  try {
    return isPng ? await readPng(file) : await readJpeg(file);
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw invalid(`it does not read: ${(error as Error).message}`, 'give another picture');
  }
}

async function readPng(file: Buffer): Promise<Picture> {
  const { PNG } = await import('pngjs');
  const [width, height] = [file.readUInt32BE(PNG_SIZE_AT), file.readUInt32BE(PNG_SIZE_AT + 4)];
  if (width * height > MEGAPIXELS_MAX * 1_000_000) throw tooLarge();
  return PNG.sync.read(file);
}

async function readJpeg(file: Buffer): Promise<Picture> {
  const { default: jpeg } = await import('jpeg-js');
  const maxMemoryUsageInMB = 3 * PIXEL_LENGTH * MEGAPIXELS_MAX;
  const options = { maxResolutionInMP: MEGAPIXELS_MAX, maxMemoryUsageInMB, useTArray: true };
  return jpeg.decode(file, { ...options, useTArray: true });
}

function tooLarge(): HostError {
  return invalid(`it has more than ${MEGAPIXELS_MAX} million points`, 'give a smaller picture');
}

function invalid(why: string, next: string): HostError {
  return new HostError('INPUT_INVALID', `the picture: ${why}`, next);
}
