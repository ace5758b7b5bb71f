/** Which keys take the place of which, whatever command brings them. [GPCS §11.8.1] */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { DOMAIN_LIFE_CYCLE } from '../../wire/globalplatform/index.ts';
import { defaultVersion } from '../channel/key-set.ts';
import type { Domain } from '../domain/domain.ts';
import { isAlike } from '../domain/key-acceptance.ts';
import { type Key, VERSION_INITIAL } from '../domain/key.ts';
import { KEYS_CHANGED } from '../domain/keys-record.ts';
import { LIFE_CYCLE } from '../registry/life-cycle-record.ts';

const CLAUSE = 'GPCS §11.8.2.3.3';

/** Keeps keys of one version: new ones, or in the place of those of the version `replaces`. */
export function placeKeys(domain: Domain, keys: readonly Key[], replaces: number): void {
  const replaced = replaces === 0 ? forNew(domain, keys) : forReplacing(domain, keys, replaces);
  keepKeys(domain, keys, replaced);
  const { version } = keys[0]!;
  domain.environment.services.note(KEYS_CHANGED, domain.entry.name, keys.length, version);
}

/** Keys that may be the first ones for secure channels. */
export function keepKeys(domain: Domain, keys: readonly Key[], replaced: readonly Key[] = []) {
  const before = defaultVersion(domain.keys);
  domain.keys.put(keys, replaced);
  if (before === undefined && defaultVersion(domain.keys) !== undefined) personalize(domain);
}

/**
 * With keys of its own for secure channels a security domain has what it needs: it makes itself
 * PERSONALIZED. [GPCS §5.3.2.3]
 */
function personalize({ environment, entry }: Domain): void {
  const { registry, services } = environment;
  const { SELECTABLE, PERSONALIZED } = DOMAIN_LIFE_CYCLE;
  if (entry.kind !== 'security-domain' || entry.lifeCycle !== SELECTABLE) return;
  registry.update(entry, { lifeCycle: PERSONALIZED });
  services.note(LIFE_CYCLE, entry.name, entry.kind, entry.lifeCycle, PERSONALIZED);
}

/**
 * New keys have versions and identifiers of their own. Keys of the initial set, which no P1 can
 * name, go when keys of their identifiers come. [GPCS §11.8.1]
 */
function forNew({ keys }: Domain, added: readonly Key[]): readonly Key[] {
  for (const { version, id } of added) {
    if (keys.find(version, id) === undefined) continue;
    refuse(SW.WRONG_DATA, 'GPCS §11.8.1', `key ${id} of version ${version} is not new`);
  }
  return added.map(({ id }) => keys.find(VERSION_INITIAL, id)).filter((one) => one !== undefined);
}

/** [GPCS §11.8.2.1] [GPCS §11.8.2.3.3] */
function forReplacing({ keys }: Domain, added: readonly Key[], before: number): readonly Key[] {
  return added.map((key) => {
    const { version, id } = key;
    const old = keys.find(before, id);
    if (old === undefined) {
      const why = `no key ${id} of version ${before}`;
      return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.8.2.1', why);
    }
    if (!isAlike(old, key)) {
      refuse(SW.WRONG_DATA, CLAUSE, 'a key keeps its algorithm and its size');
    }
    if (version !== before && keys.find(version, id) !== undefined) {
      refuse(SW.WRONG_DATA, CLAUSE, `there is a key ${id} of version ${version} already`);
    }
    return old;
  });
}
