/** What differs between T=1 and T=1' in the look of a block. */
import type { Bytes } from '../../base/index.ts';
import {
  emitT1Block,
  emitT1PrimeBlock,
  T1_INF_MAX,
  T1_PRIME_EPILOGUE,
  T1_PRIME_INF_MAX,
  T1_PRIME_NAD,
  T1_PRIME_PROLOGUE,
  T1_PROLOGUE,
  t1CheckHolds,
  type T1Block,
  type T1Edc,
  t1EpilogueLength,
  t1PrimeCheckHolds,
} from '../../wire/index.ts';

export interface Framing {
  /** Bytes before INF. */
  readonly prologue: number;
  /** Bytes of the check behind INF. */
  readonly epilogue: number;
  readonly infMax: number;
  /** Node address from the terminal to the card, and back. */
  readonly toCard: number;
  readonly toTerminal: number;
  /** Whether bytes other than the awaited node address are an idle line, not a block. */
  readonly idleBytes: boolean;
  /** INF length that a prologue announces; it may lie above `infMax`. */
  infLength(prologue: Bytes): number;
  checkHolds(block: Bytes): boolean;
  emit(block: T1Block): Bytes;
}

function t1Framing(edc: T1Edc): Framing {
  return {
    prologue: T1_PROLOGUE,
    epilogue: t1EpilogueLength(edc),
    infMax: T1_INF_MAX,
    toCard: 0,
    toTerminal: 0,
    idleBytes: false,
    infLength: (prologue) => prologue[2]!,
    checkHolds: (block) => t1CheckHolds(block, edc),
    emit: (block) => emitT1Block(block, edc),
  };
}

/** [ISO7816-3 §11.3] */
export const T1_FRAMING: Readonly<Record<T1Edc, Framing>> = {
  lrc: t1Framing('lrc'),
  crc: t1Framing('crc'),
};

/** [GPSPI §6.2] */
export const T1_PRIME_FRAMING: Framing = {
  prologue: T1_PRIME_PROLOGUE,
  epilogue: T1_PRIME_EPILOGUE,
  infMax: T1_PRIME_INF_MAX,
  toCard: T1_PRIME_NAD.FROM_HOST,
  toTerminal: T1_PRIME_NAD.FROM_CARD,
  idleBytes: true,
  infLength: (prologue) => (prologue[2]! << 8) | prologue[3]!,
  checkHolds: t1PrimeCheckHolds,
  emit: emitT1PrimeBlock,
};
