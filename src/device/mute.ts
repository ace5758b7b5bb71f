/** Why a device is mute, in the trace and as an error. */
import { HostError, OTHER_MEMORY, sentenceKind, type TraceKind } from '../base/index.ts';
import type { DeviceCore } from './contract.ts';

export const FAULT: TraceKind = sentenceKind('fault');
export const DAMAGE: TraceKind = sentenceKind('damage');
export const TAMPER: TraceKind = sentenceKind('tamper');

export const MUTE_KINDS = { fault: FAULT, damage: DAMAGE, tamper: TAMPER } as const;

const BOOT_AGAIN = 'bifrons trace shows the last steps; bifrons host power-cycle boots it again';
const OLD_MEMORY_KEPT = `${OTHER_MEMORY}. Both keep the damaged memory as a snapshot`;

/** `HostError` MEMORY_DAMAGED where memory is to blame, else DEVICE_MUTE. */
export function muteError({
  mute,
  damage,
}: Partial<Pick<DeviceCore, 'mute' | 'damage'>>): HostError {
  const why = mute ?? 'it does not run';
  if (damage === undefined)
    return new HostError('DEVICE_MUTE', `the device is mute: ${why}`, BOOT_AGAIN);
  return new HostError(
    'MEMORY_DAMAGED',
    `the device's memory does not read: ${why}`,
    OLD_MEMORY_KEPT,
  );
}
