/**
 * With which security domain's keys a session is authenticated. One that is not personalized and
 * has no keys for secure channels uses the services of its associated security domain, so that it
 * can be given keys. [GPCS §7.2]
 */
import type { Domain } from '../domain/domain.ts';
import { isInUse } from '../registry/life-cycle.ts';
import { defaultVersion } from './key-set.ts';

export function keyDomainOf(domain: Domain): Domain {
  const { registry } = domain.environment;
  let at = domain;
  for (let steps = 0; steps <= registry.entries.length; steps++) {
    const { entry, environment } = at;
    const hasKeys = defaultVersion(at.keys) !== undefined;
    if (hasKeys || isInUse(entry) || entry.domain === entry.id) return at;
    const above = registry.entry(entry.domain);
    const worker = above && environment.worker(above);
    if (worker === undefined || !('domain' in worker)) return at;
    at = worker.domain;
  }
  return at;
}

/** Whether a security domain still has the keys for secure channels that it has now. */
export function watchKeys(domain: Domain): () => boolean {
  const { keys } = keyDomainOf(domain);
  const { list } = keys;
  return () => keyDomainOf(domain).keys === keys && keys.list === list;
}
