/** Pictures of activation codes, good and bad. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import encodeQr from 'qr';
import { HostError } from '../../base/index.ts';
import { readQrPicture } from './index.ts';

const CODE = 'LPA:1$testsmdpplus1.example.com$TEST-1234-ABCD-5678$1.3.6.1.4.1.31746$1';
const WHITE = 0xff;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** The code with so many points a module, on a larger paper. */
function picture(scale: number, dark = 0, paper = WHITE): Picture {
  const modules = encodeQr(CODE, 'raw');
  const [left, top] = [scale * 7, scale * 4];
  const [width, height] = [modules.length * scale + 2 * left, modules.length * scale + 3 * top];
  const data = Buffer.alloc(width * height * 4, paper);
  for (let at = 0; at < width * height; at++) {
    const row = Math.floor((Math.floor(at / width) - top) / scale);
    const column = Math.floor(((at % width) - left) / scale);
    if (modules[row]?.[column] === true) data.fill(dark, at * 4, at * 4 + 3);
    data[at * 4 + 3] = WHITE;
  }
  return { width, height, data };
}

function png({ width, height, data }: Picture): Buffer {
  const made = new PNG({ width, height });
  data.copy(made.data);
  return PNG.sync.write(made);
}

function isInvalid(words: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof HostError && error.code === 'INPUT_INVALID' && words.test(error.message);
}

for (const scale of [3, 5, 12]) {
  test(`a code of ${scale} points a module is read as PNG and as JPEG`, async () => {
    assert.equal(await readQrPicture(png(picture(scale))), CODE);
    assert.equal(await readQrPicture(png(picture(scale, 0x50, 0xb0))), CODE);
    assert.equal(await readQrPicture(jpeg.encode(picture(scale), 60).data), CODE);
  });
}

test('a picture turned upside down is read', async () => {
  const { width, height, data } = picture(4);
  const turned = Buffer.alloc(data.length);
  for (let at = 0; at < width * height; at++)
    data.copy(turned, (width * height - 1 - at) * 4, at * 4, at * 4 + 4);
  assert.equal(await readQrPicture(png({ width, height, data: turned })), CODE);
});

test('what has no code, is no picture, is cut or too large is an error', async () => {
  const blank = { width: 200, height: 200, data: Buffer.alloc(160_000, WHITE) };
  await assert.rejects(readQrPicture(png(blank)), isInvalid(/no QR code/));
  await assert.rejects(readQrPicture(jpeg.encode(blank, 60).data), isInvalid(/no QR code/));
  await assert.rejects(readQrPicture(Buffer.from('GIF89a')), isInvalid(/neither PNG nor JPEG/));
  await assert.rejects(readQrPicture(Buffer.alloc(0)), isInvalid(/neither PNG nor JPEG/));
  const whole = png(picture(3));
  for (const length of [8, 20, 40, whole.length >> 1, whole.length - 13])
    await assert.rejects(readQrPicture(whole.subarray(0, length)), isInvalid(/does not read|code/));
  const photo = jpeg.encode(picture(3), 60).data;
  for (const length of [3, 20, 200])
    await assert.rejects(readQrPicture(photo.subarray(0, length)), isInvalid(/does not read|code/));
  const huge = Buffer.from(whole);
  for (const at of [16, 20]) huge.writeUInt32BE(100_000, at);
  await assert.rejects(readQrPicture(huge), isInvalid(/more than 64 million points/));
});
