/** For tests: one end of the network with messages written and read by hand. */
import { assert, type Bytes, bytes, concat, hex, type Time, unhex } from '../base/index.ts';
import { describeHcp, HCP_TYPE, parseHcpMessage, type HcpMessage } from '../wire/index.ts';
import type { LineSide, LineSignal } from './contract.ts';
import { SwpMaster, SwpSlave } from './swp/index.ts';
import { Wire } from './wire.testing.ts';
import { HcpLink, type PipedMessage } from './hci/index.ts';

/** Bare data link: what comes is kept, what goes is given as pipe and message in hexadecimal. */
export class HcpPeer implements LineSide {
  readonly link = new HcpLink();
  readonly end: SwpMaster | SwpSlave;
  readonly got: PipedMessage[] = [];

  constructor(role: 'master' | 'slave') {
    this.end =
      role === 'master'
        ? new SwpMaster(this.link)
        : new SwpSlave(this.link, { syncId: bytes(0x12, 0x34) });
    this.link.attach(this.end);
  }

  send(pipe: number, message: string | Bytes): void {
    const source = typeof message === 'string' ? unhex(message) : message;
    this.link.send(pipe, parseHcpMessage(source) as HcpMessage);
  }

  signal(now: Time, signal: LineSignal): void {
    this.end.signal(now, signal);
    this.link.clear();
    this.got.length = 0;
  }

  receive(now: Time, run: Bytes): void {
    this.end.receive(now, run);
    for (let one = this.link.next(); one; one = this.link.next()) this.got.push(one);
  }

  transmit(now: Time): Bytes | undefined {
    return this.end.transmit(now);
  }

  wakeAt(): Time | undefined {
    return this.end.wakeAt();
  }
}

/** A peer at one end and the real thing at the other. */
export class PeerRig<T extends LineSide> {
  readonly wire: Wire;
  readonly peer: HcpPeer;
  readonly other: T;

  constructor(peer: HcpPeer, other: T) {
    this.peer = peer;
    this.other = other;
    this.wire = new Wire(other, peer);
  }

  powerOn(): void {
    this.other.signal(this.wire.now, 'power-on');
    this.peer.signal(this.wire.now, 'power-on');
    this.wire.run(() => this.peer.end.up);
  }

  powerOff(): void {
    this.other.signal(this.wire.now, 'power-off');
    this.peer.signal(this.wire.now, 'power-off');
  }

  /** What arrived since the last look, in words. */
  received(): string[] {
    return this.peer.got.splice(0).map(({ pipe, message }) => describeHcp(pipe, message));
  }

  /** Sends a command, runs until its answer is there, and gives code and data in hexadecimal. */
  ask(pipe: number, command: string): string {
    this.peer.got.length = 0;
    this.peer.send(pipe, command);
    let answer: PipedMessage | undefined;
    this.wire.run(() => {
      answer = this.peer.got.find(
        (one) => one.pipe === pipe && one.message.type === HCP_TYPE.RESPONSE,
      );
      return answer !== undefined;
    });
    assert(answer !== undefined, `an answer to ${command} on pipe ${pipe}`);
    const { instruction, data } = answer.message;
    return hex(concat(bytes(instruction), data));
  }
}
