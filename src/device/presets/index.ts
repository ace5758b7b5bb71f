import { field } from './field.ts';
import { hosts } from './hosts.ts';
import { isimTestCard } from './isim-test-card.ts';
import { patent } from './patent.ts';
import { scp02Card } from './scp02-card.ts';
import { scp03Card } from './scp03-card.ts';
import { securityKey } from './security-key.ts';
import { simCard } from './sim-card.ts';
import { testEuicc } from './euicc-card.ts';
import { usimCard } from './usim-card.ts';

/** Device descriptions that come with the product, as JSON documents for `parseDescription`. */
export const presets = {
  field,
  patent,
  'scp02-card': scp02Card,
  'scp03-card': scp03Card,
  'security-key': securityKey,
  'isim-test-card': isimTestCard,
  'sim-card': simCard,
  'test-euicc': testEuicc,
  'usim-card': usimCard,
  ...hosts,
} as const;

/** The name of a preset. */
export type PresetName = keyof typeof presets;
