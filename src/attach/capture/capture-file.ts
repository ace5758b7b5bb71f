/** A capture file for this user alone. It holds what the links carried: PINs and keys too. */
import { closeSync, constants, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs';
import { HostError } from '../../base/index.ts';
import { ioError } from '../../keep/files/index.ts';
import {
  emitCaptureHead,
  emitCapturePacket,
  emitUdpPacket,
  GSMTAP_PORT,
} from '../../wire/gsmtap/index.ts';
import type { CaptureRow } from '../service/index.ts';
import { FrameSource } from './frame-source.ts';

const MODE = 0o600;
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;

export interface CaptureFile {
  /** Writes a row at once; returns how many frames it made. */
  write(row: CaptureRow): number;
  close(): void;
}

export interface CaptureFileOptions {
  readonly links: readonly string[];
  /** Named in the file as what wrote it. */
  readonly application: string;
}

/**
 * Replaces what the file held. Throws `HostError` INPUT_INVALID, PERMISSION, STORE_WRITE.
 */
export function createCaptureFile(path: string, options: CaptureFileOptions): CaptureFile {
  const file = trying(path, () => {
    const opened = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_TRUNC, MODE);
    if (!fstatSync(opened).isFile()) {
      closeSync(opened);
      throw new Error('it is no file');
    }
    fchmodSync(opened, MODE);
    return opened;
  });
  const source = new FrameSource(options.links);
  trying(path, () => writeSync(file, emitCaptureHead(options.links, options.application)));
  return {
    write(row) {
      const frames = source.frames(row);
      const at = BigInt(Date.now()) * 1_000n;
      for (const payload of frames) {
        const packet = emitUdpPacket({ port: GSMTAP_PORT, payload });
        const placed = emitCapturePacket(packet, { link: source.place(row), at });
        trying(path, () => writeSync(file, placed));
      }
      return frames.length;
    },
    close: () => closeSync(file),
  };
}

function trying<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const known = ioError(error, `write ${path}`);
    if (known instanceof HostError) throw known;
    const next = 'give --pcap a file that can be written';
    throw new HostError('INPUT_INVALID', `cannot write ${path}: ${known.message}`, next);
  }
}
