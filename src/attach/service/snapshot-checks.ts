/** Whether a snapshot may take the place of a device's memory. */
import { HostError } from '../../base/index.ts';
import type { Description } from '../../device/index.ts';
import { canonicalJson } from '../../device/index.ts';
import type { Snapshot } from '../../keep/data-folder/index.ts';

/** Throws `HostError` PRESET_MISMATCH for a snapshot that was taken of another device. */
export function checkSameDevice(snapshot: Snapshot, description: Description): void {
  if (canonicalJson(snapshot.description) === canonicalJson(description)) return;
  const { name } = snapshot;
  const message = `the snapshot ${name} is of another device: ${snapshot.description.name}`;
  const next = `make a device of it: bifrons state fork NAME --from ${name}`;
  throw new HostError('PRESET_MISMATCH', message, next);
}

/** The error of a boot that was tried from a snapshot. */
export function unread(error: unknown, name: string): unknown {
  if (!(error instanceof HostError) || error.code !== 'MEMORY_DAMAGED') return error;
  const message = error.message.replace("the device's memory", `the snapshot ${name}`);
  return new HostError('MEMORY_DAMAGED', message, 'use another one: bifrons state list shows them');
}
