/** Why a device goes mute, as the trace records it. */
import { sentenceKind, type TraceKind } from '../base/index.ts';

export const FAULT: TraceKind = sentenceKind('fault');
export const DAMAGE: TraceKind = sentenceKind('damage');
export const TAMPER: TraceKind = sentenceKind('tamper');

export const MUTE_KINDS = { fault: FAULT, damage: DAMAGE, tamper: TAMPER } as const;
