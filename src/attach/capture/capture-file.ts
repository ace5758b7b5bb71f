/** A capture file for this user alone. It holds what the links carried: PINs and keys too. */
import { closeSync, constants, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs';
import { type Bytes, HostError, unhex } from '../../base/index.ts';
import { ioError } from '../../keep/files/index.ts';
import {
  ATR_DISSECTOR,
  type CaptureInterface,
  emitCaptureHead,
  emitCapturePacket,
  emitExportedPdu,
  emitUdpPacket,
  GSMTAP_PORT,
  LINK_TYPE_EXPORTED_PDU,
  LINK_TYPE_IPV4,
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
  trying(path, () => writeSync(file, emitCaptureHead(interfaces(options), options.application)));
  return {
    write(row) {
      const at = BigInt(Date.now()) * 1_000n;
      const packets = packetsOf(row, source);
      const place = source.place(row) + (row.kind === 'reset' ? options.links.length : 0);
      for (const packet of packets) {
        const placed = emitCapturePacket(packet, { source: place, at });
        trying(path, () => writeSync(file, placed));
      }
      return packets.length;
    },
    close: () => closeSync(file),
  };
}

/** Two for each link: exchanges as GSMTAP, and answers to reset. */
function interfaces({ links }: CaptureFileOptions): readonly CaptureInterface[] {
  return [LINK_TYPE_IPV4, LINK_TYPE_EXPORTED_PDU].flatMap((linkType) =>
    links.map((name) => ({ name, linkType })),
  );
}

/** Wireshark reads each SIM frame of GSMTAP as a command: an answer to reset goes beside them. */
function packetsOf(row: CaptureRow, source: FrameSource): readonly Bytes[] {
  if (row.kind !== 'reset')
    return source.frames(row).map((payload) => emitUdpPacket({ port: GSMTAP_PORT, payload }));
  if (row.atr === '') return [];
  return [emitExportedPdu({ dissector: ATR_DISSECTOR, payload: unhex(row.atr) })];
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
