/** Why a device goes mute, as the trace records it. */
import { operandText, type TraceKind } from '../base/index.ts';

export const FAULT: TraceKind = {
  name: 'fault',
  words: ([why]) => `mute by a fault of the device: ${operandText(why)}`,
};

export const DAMAGE: TraceKind = {
  name: 'damage',
  words: ([why]) => `mute by damaged memory: ${operandText(why)}`,
};

export const TAMPER: TraceKind = {
  name: 'tamper',
  words: ([why]) => `mute by a tamper event: ${operandText(why)}`,
};

export const MUTE_KINDS = { fault: FAULT, damage: DAMAGE, tamper: TAMPER } as const;
