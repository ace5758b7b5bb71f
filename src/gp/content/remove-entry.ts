/** An entry leaves the registry, and all that it kept leaves memory with it. [GPCS §9.5] */
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { placeOf, runtimeOf } from './add-entries.ts';

export function removeEntry(environment: Environment, entry: RegistryEntry): void {
  if (entry.runtime !== '') {
    const runtime = runtimeOf(environment, entry);
    if (entry.kind === 'application') runtime.uninstall(entry.module, placeOf(environment, entry));
    if (entry.kind === 'load-file') runtime.forgetFile(entry.aid);
  }
  environment.registry.remove(entry);
}
