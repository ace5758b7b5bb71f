/**
 * The terminal end of an SPI bus: CIP, RESYNCH, IFS, then APDUs over T=1'. [GPSPI §5, §6] [M-74]
 */
import { type Bytes, describeWireError, isWireError, MS, type Time } from '../../base/index.ts';
import { parseCip, PCB, readerAtr, T1_PRIME_INF_MAX } from '../../wire/index.ts';
import { BlockTerminal, type CipEffect, IFS_DEFAULT, T1_PRIME_FRAMING } from '../block/index.ts';
import type { LineSignal, TerminalEnd, TerminalResult } from '../contract.ts';
import { SPI_GAP } from './card.ts';

/** Before the CIP record is known. [GPSPI §5.2.3] */
const BWT_DEFAULT: Time = 300 * MS;
const IFSC_DEFAULT = 8;

export interface SpiTerminalOptions {
  /** The information field size to announce, 1 to 4,089. Default 4,089. */
  readonly ifsd?: number | undefined;
}

export interface SpiTerminal extends TerminalEnd {
  /** Ends the session by S(RELEASE); the next power-on or reset opens another. */
  release(): void;
}

export function createSpiTerminal(options: SpiTerminalOptions = {}): SpiTerminal {
  return new Terminal(options);
}

class Terminal implements SpiTerminal {
  private readonly blocks: BlockTerminal;
  private refusal: string | undefined;
  atr: Bytes | undefined;

  constructor(options: SpiTerminalOptions) {
    this.blocks = new BlockTerminal({
      framing: T1_PRIME_FRAMING,
      times: { cwt: SPI_GAP, bwt: BWT_DEFAULT },
      ifsc: IFSC_DEFAULT,
      ifsd: options.ifsd ?? T1_PRIME_INF_MAX,
      ifsdInitial: IFS_DEFAULT,
      opening: [PCB.S_CIP, PCB.S_RESYNCH],
      onCip: (record) => this.onCip(record),
    });
  }

  private onCip(record: Bytes): CipEffect | string {
    const cip = parseCip(record);
    if (isWireError(cip)) {
      this.refusal = describeWireError(cip);
      return this.refusal;
    }
    this.refusal = undefined;
    this.atr = readerAtr(cip.historical);
    return { ifsc: cip.ifsc, bwt: Math.max(cip.bwtMs, 1) * MS };
  }

  get ready(): boolean {
    return this.blocks.ready;
  }

  get failure(): string | undefined {
    return this.blocks.failure === undefined ? undefined : (this.refusal ?? this.blocks.failure);
  }

  signal(_now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.atr = undefined;
    this.refusal = undefined;
    if (signal === 'power-off') this.blocks.stop();
    else this.blocks.begin();
  }

  send(apdu: Bytes): void {
    this.blocks.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.blocks.result();
  }

  release(): void {
    this.blocks.release();
  }

  receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    this.blocks.receive(now, bytes, parity);
  }

  transmit(now: Time): Bytes | undefined {
    return this.blocks.transmit(now);
  }

  wakeAt(): Time | undefined {
    return this.blocks.wakeAt();
  }
}
