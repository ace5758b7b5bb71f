/** A device inside a program on Node, with its journal in a file. */
import type { DescriptionInput } from '../../device/index.ts';
import { JournalWriter } from '../../keep/journal/index.ts';
import { cryptoProvider, type CryptoChoice } from '../node-crypto/index.ts';
import * as run from '../../run/device/index.ts';
import { productVersion } from '../version/index.ts';

/** Options of `createDevice` on Node. */
export interface DeviceOptions extends Omit<run.DeviceOptions, 'recorder' | 'crypto'> {
  /**
   * `native` (default): the crypto of Node; `pure`: the one that browsers run; or a provider of
   * your own. The bytes are the same: only the speed differs.
   */
  readonly crypto?: CryptoChoice | undefined;
  /**
   * A file, not there yet, for the journal of this device: all that reaches it, PINs and keys
   * included, so that `replay` can run it again. Without it, nothing is kept.
   */
  readonly journal?: string | undefined;
}

/**
 * Boots a device from a preset, a description (a JSON document), or a snapshot. One whose memory
 * does not read is mute. Rejects with `HostError` DESCRIPTION_INVALID, PAIRING_*.
 */
export async function createDevice(
  source: run.DeviceSnapshot | DescriptionInput,
  { journal: path, crypto: choice, ...own }: DeviceOptions = {},
): Promise<run.Device> {
  const options = { ...own, crypto: cryptoProvider(choice) };
  if (path === undefined) return run.createDevice(source, options);
  const description = run.descriptionOf(source);
  const made = new Date().toISOString();
  const journal = new JournalWriter({ path, description, made, release: productVersion() });
  try {
    return await run.createDevice(source, { ...options, recorder: journal });
  } catch (error) {
    journal.abandon();
    throw error;
  }
}
