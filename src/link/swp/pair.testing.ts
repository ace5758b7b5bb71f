/** For tests: a data link with packets queued by hand. */
import { type Bytes, hex, type Time } from '../../base/index.ts';
import { describeLlc } from '../../wire/index.ts';
import type { LineSide } from '../contract.ts';
import { Shdlc } from './shdlc.ts';
import type { PacketSource, ShdlcOptions } from './shdlc-options.ts';

export class PacketQueue implements PacketSource {
  readonly packets: Bytes[] = [];

  get pending(): boolean {
    return this.packets.length > 0;
  }

  takePacket(): Bytes | undefined {
    return this.packets.shift();
  }
}

/** A data link as a line side of whole frames. */
export class ShdlcSide implements LineSide {
  readonly queue = new PacketQueue();
  readonly shdlc: Shdlc;
  readonly got: string[] = [];
  readonly sent: string[] = [];

  constructor(options: ShdlcOptions = {}) {
    this.shdlc = new Shdlc(this.queue, options);
  }

  receive(now: Time, frame: Bytes): void {
    this.shdlc.receive(now, frame);
    for (let one = this.shdlc.next(); one; one = this.shdlc.next()) this.got.push(hex(one));
  }

  transmit(now: Time): Bytes | undefined {
    const frame = this.shdlc.transmit(now);
    if (frame !== undefined) this.sent.push(describeLlc(frame));
    return frame;
  }

  signal(): void {}

  wakeAt(): Time | undefined {
    return this.shdlc.wakeAt();
  }

  send(...packets: readonly Bytes[]): void {
    this.queue.packets.push(...packets);
  }
}
