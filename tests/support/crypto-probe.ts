/** The applet CryptoProbe on a bench, called by the numbers of its commands. */
import assert from 'node:assert/strict';
import { type Bytes, concat, hex, unhex } from '../../src/base/index.ts';
import { AppletBench } from './applet-bench.ts';

/** Bytes that differ, for messages and keys. */
export const bytesOf = (length: number, step = 7): Bytes =>
  Uint8Array.from({ length }, (_, at) => (at * step + 3) & 0xff);
const byte = (value: number): string => hex(Uint8Array.of(value));
export const half = (value: number): string => hex(Uint8Array.of(value >> 8, value));

export class CryptoProbe {
  readonly applets: AppletBench;
  readonly aid: Bytes;

  constructor() {
    this.applets = new AppletBench();
    this.aid = this.applets.start('CryptoProbe_jc305');
  }

  call(ins: number, p1: number, p2: number, data: Bytes = new Uint8Array(0)): string {
    const body = data.length === 0 ? '00' : `${byte(data.length)}${hex(data)}00`;
    return this.applets.send(this.aid, `80${byte(ins)}${byte(p1)}${byte(p2)}${body}`);
  }

  /** The data of an answer that is well. */
  data(ins: number, p1: number, p2: number, data?: Bytes): Bytes {
    const answer = this.call(ins, p1, p2, data);
    assert.match(answer, /9000$/, `${byte(ins)} ${byte(p1)} ${byte(p2)}: ${answer}`);
    return unhex(answer.slice(0, -4));
  }

  key(slot: number, type: number, bits: number, ...parts: readonly Bytes[]): void {
    this.data(0x20, slot, type, unhex(half(bits)));
    for (const [part, value] of parts.entries()) this.data(0x21, slot, part, value);
  }

  /** A signature of all parts, the last one with the call itself. */
  signed(algorithm: number, slot: number, parts: readonly Bytes[]): Bytes {
    this.data(0x40, algorithm, 0);
    this.data(0x41, 1, slot);
    for (const part of parts.slice(0, -1)) this.data(0x42, 0, 0, part);
    return this.data(0x43, 0, 0, parts.at(-1)!);
  }

  verifies(algorithm: number, slot: number, message: Bytes, signature: Bytes): boolean {
    this.data(0x40, algorithm, 0);
    this.data(0x41, 2, slot);
    const at = signature.length;
    return this.data(0x44, at >> 8, at & 0xff, concat(signature, message))[0] === 1;
  }

  ciphered(
    algorithm: number,
    mode: number,
    given: { slot: number; iv?: Bytes; parts: Bytes[] },
  ): Bytes {
    const { slot, iv, parts } = given;
    this.data(0x30, algorithm, 0);
    this.data(0x31, mode, slot, iv);
    const out = parts.slice(0, -1).map((part) => this.data(0x32, 0, 0, part));
    return concat(...out, this.data(0x33, 0, 0, parts.at(-1)!));
  }
}
