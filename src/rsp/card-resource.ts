/** What an eUICC reports of its resources, by either architecture. [TS102226 §8.2.1.7.2] */
import type { Bytes } from '../base/index.ts';
import type { Services } from '../os/abi/index.ts';
import { emitExtendedCardResources } from '../wire/index.ts';
import type { ProfileStore } from './profile-store.ts';

export interface ResourceParts {
  readonly profiles: ProfileStore;
  readonly services: Services;
}

/** Its profiles count as applications. */
export function cardResource({ profiles, services }: ResourceParts, volatileMemory: number): Bytes {
  const applications = profiles.list.length;
  const resources = { applications, memory: services.nvm.free, volatileMemory };
  return emitExtendedCardResources(resources, { applications: 1, volatileMemory: 2 });
}
