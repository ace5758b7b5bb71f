/**
 * The sequence counter of the default secure channel key set (GET DATA C1): two bytes with SCP02,
 * three with SCP03, and there only where challenges are derived from it. [GPCS §11.3.2.1]
 * [GPAmdD §6.2.2.1]
 */
import { bigEndian, type Bytes } from '../../base/index.ts';
import { channelOptions } from '../domain/card-settings.ts';
import type { Domain } from '../domain/domain.ts';
import { channelKeySet } from './key-set.ts';
import { SCP02 } from './scp02/options.ts';
import { SCP03 } from './scp03/options.ts';
import { KEY_TYPE, SCP03_OPTION } from '../../wire/globalplatform/index.ts';

export function sequenceCounter({ keys, environment }: Domain): Bytes | undefined {
  const { channels } = environment.settings;
  const des = channelKeySet(keys, 0, KEY_TYPE.DES);
  if (des !== undefined && channelOptions(channels, SCP02).length > 0) {
    return bigEndian(keys.sequence(des.version), 2);
  }
  const aes = channelKeySet(keys, 0, KEY_TYPE.AES);
  const isCounted = channelOptions(channels, SCP03).some(
    (option) => (option & SCP03_OPTION.PSEUDO_RANDOM) !== 0,
  );
  return aes !== undefined && isCounted ? bigEndian(keys.sequence(aes.version), 3) : undefined;
}
