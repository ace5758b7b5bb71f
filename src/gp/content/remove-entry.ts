/** An entry leaves the registry, and all that it kept leaves memory with it. [GPCS §9.5] */
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import type { Leaving } from '../runtime.ts';
import { placeOf, runtimeOf } from './add-entries.ts';

/** `all` is what one command removes, the entry among it. */
export function removeEntry(
  environment: Environment,
  entry: RegistryEntry,
  all: readonly RegistryEntry[] = [entry],
): void {
  if (entry.runtime !== '') {
    const runtime = runtimeOf(environment, entry);
    if (entry.kind === 'application')
      runtime.uninstall(entry.module, placeOf(environment, entry), leaving(all));
    if (entry.kind === 'load-file') runtime.forgetFile(entry.aid);
  }
  environment.registry.remove(entry);
}

function leaving(all: readonly RegistryEntry[]): Leaving {
  return {
    applets: all.filter(({ kind }) => kind === 'application').map(({ aid }) => aid),
    file: all.find(({ kind }) => kind === 'load-file')?.aid,
  };
}
