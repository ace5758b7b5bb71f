/**
 * For tests: plays a sequence chart against one end. A line is one block, written as
 * `describePcb` does, with INF in hexadecimal behind it: `> I(0,1) 00A4` from the terminal,
 * `< R(1)` from the card. What the end under test sends is expected; the other side is played.
 * `~` behind the arrow damages the block's check, `?` damages its length, `%` drops it.
 * `command HEX` and `answer HEX` are the card's upper side, `send HEX`, `result HEX` and
 * `failed` the terminal's; `silence` says that nothing comes, now or later; `timeout` lets the
 * end's own alarm ring; `abort` and `reset` are events of the card; `dead` is a terminal's failure.
 */
import { assert, type Bytes, EMPTY, hex, type Time, unhex } from '../../base/index.ts';
import { describePcb } from '../../wire/index.ts';
import { BlockCard } from './card.ts';
import type { Framing } from './framing.ts';
import type { BlockTerminal } from './terminal.ts';

const PCB_OF: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, i): [string, number] => [describePcb(255 - i), 255 - i]),
);

/** A control byte by name or in hexadecimal, then INF. */
const WRITTEN = /^(I\(.,.\)|R\(.\)(?: EDC| other)?|S\([^)]*\)|[0-9A-F]{2})(?: ([0-9A-F]*))?$/;

export class Chart<Port> {
  now: Time = 0;
  private readonly end: BlockCard<Port> | BlockTerminal;
  private readonly framing: Framing;
  private line = '';

  constructor(end: BlockCard<Port> | BlockTerminal, framing: Framing) {
    this.end = end;
    this.framing = framing;
  }

  play(chart: string): this {
    for (const line of chart.split('\n')) {
      this.line = line.replace(/#.*/, '').trim();
      if (this.line !== '') this.step(this.line);
    }
    return this;
  }

  private step(line: string): void {
    const [word = '', ...rest] = line.split(' ');
    const ours = this.end instanceof BlockCard ? '<' : '>';
    if (word.startsWith('<') || word.startsWith('>')) {
      if (word === ours) this.expectBlock(rest.join(' '));
      else this.inject(word.slice(1), rest.join(' '));
    } else if (this.end instanceof BlockCard) {
      this.cardStep(this.end, word, rest.join(''));
    } else {
      this.terminalStep(this.end, word, rest.join(''));
    }
  }

  private cardStep(card: BlockCard<Port>, word: string, rest: string): void {
    switch (word) {
      case 'command': {
        const event = card.next();
        this.same(event?.kind === 'command' ? hex(event.apdu) : String(event?.kind), rest);
        return;
      }
      case 'answer':
        return card.respond(unhex(rest), this.now);
      case 'later':
        return card.respond(unhex(rest), this.now + 1_000_000_000);
      case 'abort':
      case 'reset':
        return this.same(String(card.next()?.kind), word);
      default:
        return this.commonStep(word);
    }
  }

  private terminalStep(terminal: BlockTerminal, word: string, rest: string): void {
    switch (word) {
      case 'send':
        return terminal.send(unhex(rest));
      case 'result': {
        const result = terminal.result();
        const shown = result?.kind === 'answer' ? hex(result.bytes) : JSON.stringify(result);
        return this.same(shown ?? 'nothing', rest);
      }
      case 'failed':
        return this.same(String(terminal.result()?.kind), 'failed');
      case 'ready':
        return this.same(String(terminal.ready), 'true');
      case 'dead':
        this.same(String(terminal.ready), 'false');
        return this.same(String(terminal.failure !== undefined), 'true');
      default:
        return this.commonStep(word);
    }
  }

  private commonStep(word: string): void {
    switch (word) {
      case 'silence':
        this.same(shown(this.end.transmit(this.now)), 'nothing');
        return this.same(String(this.end.wakeAt()), 'undefined');
      case 'timeout': {
        this.same(shown(this.end.transmit(this.now)), 'nothing');
        const wake = this.end.wakeAt();
        assert(wake !== undefined && wake > this.now, `${this.line}: no alarm is set`);
        this.now = wake;
        return;
      }
      default:
        assert(false, `no such step: ${this.line}`);
    }
  }

  /** The end under test sends this block, at once or when its alarm rings first. */
  private expectBlock(text: string): void {
    let block = this.end.transmit(this.now);
    if (block === undefined) {
      const wake = this.end.wakeAt();
      assert(wake !== undefined, `${this.line}: the end is silent`);
      this.now = Math.max(this.now, wake);
      block = this.end.transmit(this.now);
    }
    assert(block !== undefined, `${this.line}: the end is silent`);
    assert(this.framing.checkHolds(block), `${this.line}: the check does not hold`);
    const inf = block.subarray(this.framing.prologue, block.length - this.framing.epilogue);
    const name = describePcb(block[1]!);
    const requested = text.includes(' ') || text !== name ? text : name;
    this.same(requested === name ? name : `${name} ${hex(inf)}`.trim(), text);
  }

  private inject(flaw: string, text: string): void {
    if (flaw === '%') return;
    const block = this.block(text);
    if (flaw === '~') block[block.length - 1]! ^= 0x55;
    if (flaw === '?') block[this.framing.prologue - 1]! ^= 0x01;
    this.end.receive(this.now, block);
  }

  private block(text: string): Bytes {
    const match = WRITTEN.exec(text);
    assert(match !== null, `no block is written so: ${this.line}`);
    const pcb = PCB_OF.get(match[1]!) ?? Number.parseInt(match[1]!, 16);
    const nad = this.end instanceof BlockCard ? this.framing.toCard : this.framing.toTerminal;
    const inf = match[2] === undefined ? EMPTY : unhex(match[2]);
    return this.framing.emit({ nad, pcb, inf });
  }

  private same(actual: string, expected: string): void {
    assert(actual === expected, `${this.line}: expected ${expected}, got ${actual}`);
  }
}

function shown(block: Bytes | undefined): string {
  return block === undefined ? 'nothing' : `${describePcb(block[1]!)} ${hex(block)}`;
}
