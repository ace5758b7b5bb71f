/**
 * Oracle's C reference card of kit 2.2.2, which the user has: blocks of T=1 in frames over TCP.
 * A frame is a kind, a length of two bytes, what it holds, and a check byte. [JCRE §9.3]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bytes, concat } from '../src/base/index.ts';

const POWER_UP = 0xf0;
const BLOCK = 0x80;
/** Frame: kind, length. Block: NAD, PCB, LEN. */
const HEAD = 3;
const INF_MAX = 32;
const SEQUENCE = 0x40;
const MORE = 0x20;
/** Bits of PCB: S(request) that the card sends; a response has this bit more. */
const S_BLOCK = 0xc0;
const S_RESPONSE = 0x20;
const R_BLOCK = 0x80;

/** Commands of the reference card's installer. */
const INSTALLER = 'A00000006203010801';
const INS = { CAP_BEGIN: 0xb0, BEGIN: 0xb2, DATA: 0xb4, CREATE: 0xb8, CAP_END: 0xba, END: 0xbc };
const DATA_MAX = 32;
const TRIES = 200;

export class ReferenceCard {
  readonly #program: ChildProcess;
  readonly #socket: Socket;
  #input: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #send = 0;
  #receive = 0;

  private constructor(program: ChildProcess, socket: Socket) {
    this.#program = program;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#input = Buffer.concat([this.#input, chunk]);
      this.#wake?.();
    });
    const ended = () => this.#wake?.();
    socket.on('close', ended).on('error', ended);
  }

  /** Starts the program and powers the card up. */
  static async start(path: string, port: number): Promise<ReferenceCard> {
    const program = spawn(path, ['-nobanner', '-nomeminfo', '-p', String(port)], {
      stdio: 'ignore',
    });
    for (let left = TRIES; left > 0; left--) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (isOpen) {
        const card = new ReferenceCard(program, socket);
        card.#frame(POWER_UP, new Uint8Array(0));
        await card.#answer();
        return card;
      }
      if (program.exitCode !== null) break;
      await pause(5);
    }
    program.kill('SIGKILL');
    throw new Error(`${path} does not listen on port ${port}`);
  }

  stop(): void {
    this.#socket.destroy();
    this.#program.kill('SIGKILL');
  }

  /** Loads the components of a CAP file, in their order in a load file, and makes an applet. */
  async install(components: readonly Bytes[], applet: Bytes): Promise<void> {
    await this.#must(Uint8Array.of(0, 0xa4, 4, 0, 9, ...Buffer.from(INSTALLER, 'hex')));
    await this.#installer(INS.CAP_BEGIN, 0);
    for (const component of components) {
      const tag = component[0]!;
      await this.#installer(INS.BEGIN, tag);
      for (let at = 0; at < component.length; at += DATA_MAX)
        await this.#installer(INS.DATA, tag, component.subarray(at, at + DATA_MAX));
      await this.#installer(INS.END, tag);
    }
    await this.#installer(INS.CAP_END, 0);
    await this.#installer(INS.CREATE, 0, Uint8Array.of(applet.length, ...applet, 0));
    await this.#must(Uint8Array.of(0, 0xa4, 4, 0, applet.length, ...applet));
  }

  async #installer(ins: number, tag: number, data: Bytes = new Uint8Array(0)): Promise<void> {
    const content = data.length === 0 ? [] : [data.length, ...data];
    await this.#must(Uint8Array.of(0x80, ins, tag, 0, ...content, 0x7f));
  }

  async #must(command: Bytes): Promise<void> {
    const answer = await this.exchange(command);
    const sw = Buffer.from(answer.slice(-2)).toString('hex');
    if (sw === '9000') return;
    const text = Buffer.from(command).toString('hex').toUpperCase();
    throw new Error(`the reference card answers ${sw} to ${text}`);
  }

  /** Sends a command; gives data and status word. */
  async exchange(command: Bytes): Promise<Bytes> {
    let answer = new Uint8Array(0);
    for (let at = 0; at < command.length; at += INF_MAX) {
      const rest = command.subarray(at, at + INF_MAX);
      const isLast = at + INF_MAX >= command.length;
      this.#block((this.#send << 6) | (isLast ? 0 : MORE), rest);
      this.#send ^= 1;
      if (!isLast) await this.#information();
    }
    for (;;) {
      const { pcb, inf } = await this.#information();
      if ((pcb & 0xc0) === R_BLOCK) continue;
      answer = concat(answer, inf) as Uint8Array<ArrayBuffer>;
      this.#receive = ((pcb & SEQUENCE) >> 6) ^ 1;
      if ((pcb & MORE) === 0) return answer;
      this.#block(R_BLOCK | (this.#receive << 4), new Uint8Array(0));
    }
  }

  /** The next block that is no request for more time. */
  async #information(): Promise<{ readonly pcb: number; readonly inf: Bytes }> {
    for (;;) {
      const block = await this.#answer();
      const [, pcb, length] = block as Uint8Array & [number, number, number];
      const inf = block.subarray(HEAD, HEAD + length);
      if ((pcb & S_BLOCK) !== S_BLOCK) return { pcb, inf };
      this.#block(pcb | S_RESPONSE, inf);
    }
  }

  #block(pcb: number, inf: Bytes): void {
    this.#frame(BLOCK, checked(Uint8Array.of(0, pcb, inf.length, ...inf)));
  }

  #frame(kind: number, held: Bytes): void {
    const { length } = held;
    this.#socket.write(checked(Uint8Array.of(kind, length >> 8, length & 0xff, ...held)));
  }

  async #answer(): Promise<Bytes> {
    for (;;) {
      const length = this.#input.length < HEAD ? Infinity : this.#input.readUInt16BE(1);
      if (this.#input.length > HEAD + length) {
        const held = Uint8Array.from(this.#input.subarray(HEAD, HEAD + length));
        this.#input = this.#input.subarray(HEAD + length + 1);
        return held;
      }
      if (this.#socket.destroyed) throw new Error('the reference card has ended');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function checked(content: Bytes): Bytes {
  return Uint8Array.of(
    ...content,
    content.reduce((sum, byte) => sum ^ byte, 0),
  );
}
