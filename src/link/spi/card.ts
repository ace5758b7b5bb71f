/**
 * The card end of an SPI bus: T=1' with CIP record, software reset and release. [GPSPI §5, §6]
 * [M-74]
 */
import { type Bytes, EMPTY, MS, type Time } from '../../base/index.ts';
import { emitCip, type SpiParameters } from '../../wire/index.ts';
import { BlockCard, IFS_DEFAULT, T1_PRIME_FRAMING } from '../block/index.ts';

/** Block waiting time announced unless another is given. [GPSPI §5.2.3] */
const BWT_MS_DEFAULT = 300;
/** Pause within a block after which it counts as broken off. */
export const SPI_GAP: Time = 20 * MS;

const PHYSICAL: SpiParameters = {
  configuration: 0,
  wakeUpMs: 25,
  clockKhz: 1_000,
  powerSavingMs: 0,
  pollingTime: 10,
  guardTime: 200,
  accessLength: 4_095,
  wakeUpTime: 0,
};

export interface SpiCardOptions<Port> {
  readonly port: Port;
  /** 0 to 15 bytes, so that an ATR can be made of them. */
  readonly historical: Bytes;
  /** The largest information field taken, 8 to 4,089. */
  readonly ifsc: number;
  /** Issuer identification: 3 or 4 bytes. */
  readonly issuer?: Bytes | undefined;
  /** Block waiting time in milliseconds, 1 to 65,535. */
  readonly bwtMs?: number | undefined;
  /** A size the card requests by S(IFS) before its first answer. */
  readonly ifsRequest?: number | undefined;
  /** How many times longer than usual the host may pause within a block. */
  readonly gapFactor?: number | undefined;
}

/** Silent until power-on. */
export function createSpiCard<Port>(options: SpiCardOptions<Port>): BlockCard<Port> {
  const bwtMs = options.bwtMs ?? BWT_MS_DEFAULT;
  return new BlockCard<Port>({
    port: options.port,
    framing: T1_PRIME_FRAMING,
    times: { cwt: SPI_GAP, bwt: bwtMs * MS, gap: SPI_GAP * (options.gapFactor ?? 1) },
    ifsc: options.ifsc,
    ifsd: IFS_DEFAULT,
    ifsRequest: options.ifsRequest,
    cip: emitCip({
      version: 1,
      issuer: options.issuer ?? new Uint8Array(4),
      physical: { layer: 'spi', spi: PHYSICAL },
      bwtMs,
      ifsc: options.ifsc,
      historical: options.historical ?? EMPTY,
    }),
  });
}
