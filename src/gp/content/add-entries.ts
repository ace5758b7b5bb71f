/** New entries of a registry with what they keep: the one way by which content comes to be. */
import { assert, type Bytes, EMPTY } from '../../base/index.ts';
import type { Environment } from '../domain/domain.ts';
import { CertificateStore } from '../domain/certificate-store.ts';
import { DataObjects } from '../domain/data-objects.ts';
import { KeyStore } from '../domain/key-store.ts';
import { ACTIVATED_INITIALLY, NOT_CONTACTLESS } from '../registry/contactless.ts';
import { PLAIN_ENTRY, type RegistryEntry } from '../registry/entry.ts';
import type { Registry } from '../registry/registry.ts';
import type { ApplicationPlace } from '../runtime.ts';
import { RegisteredSystem } from '../service/application-system.ts';
import type { ApplicationSetup, LoadFileSetup, SecurityDomainSetup } from '../setup.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { LOAD_FILE_LIFE_CYCLE } from '../../wire/globalplatform/index.ts';

/** The first security domain of a registry is its issuer, associated with itself. */
export function addSecurityDomain(
  registry: Registry,
  setup: SecurityDomainSetup,
  above: {
    readonly domain: RegistryEntry | undefined;
    readonly loadFile: Bytes;
    /** Bytes that what it keeps may hold. */
    readonly quota?: number | undefined;
  },
): RegistryEntry {
  const { name, aid, lifeCycle, privileges, keys, objects, role = '' } = setup;
  const { certificates = [] } = setup;
  const isIssuer = above.domain === undefined;
  const added = registry.add(
    {
      ...PLAIN_ENTRY,
      kind: isIssuer ? 'issuer' : 'security-domain',
      name,
      aid,
      lifeCycle,
      privileges,
      domain: above.domain?.id ?? 0,
      loadFile: above.loadFile,
      role,
    },
    above.quota,
  );
  const entry = above.domain ? added : registry.update(added, { domain: added.id });
  const nvm = registry.content(entry);
  if (keys.length > 0) new KeyStore(nvm).put(keys);
  if (objects.size > 0) new DataObjects(nvm).put(objects);
  for (const { version, id, ...what } of certificates) {
    new CertificateStore(nvm).put({ version, id }, what);
  }
  return entry;
}

export function addLoadFile(
  registry: Registry,
  { name, aid, version, modules }: LoadFileSetup,
  domain: RegistryEntry,
): RegistryEntry {
  return registry.add({
    ...PLAIN_ENTRY,
    kind: 'load-file',
    name,
    aid,
    lifeCycle: LOAD_FILE_LIFE_CYCLE.LOADED,
    privileges: 0,
    domain: domain.id,
    version,
    modules,
  });
}

/** Has the runtime make an application; a `Refusal` of its leaves nothing behind. */
export function addApplication(
  environment: Environment,
  setup: ApplicationSetup,
  from: {
    readonly domain: RegistryEntry;
    /** AID of the load file, empty where unknown. */
    readonly loadFile: Bytes;
    /** The value of tag C9. [GPCS §11.5.2.3.7] */
    readonly specific: Bytes;
    /** Global service parameters. [GPCS §8.1.3] */
    readonly services?: Bytes | undefined;
    /** Bytes that what it keeps may hold. */
    readonly quota?: number | undefined;
    readonly session?: Session | undefined;
  },
): RegistryEntry {
  const { registry } = environment;
  const { name, aid, lifeCycle, privileges, runtime, module } = setup;
  const uicc = setup.uicc ?? EMPTY;
  if (uicc.length > 0) {
    const clause = 'TS102226 §8.2.1.3.2.2';
    if (environment.uicc === undefined)
      return refuse(SW.WRONG_DATA, clause, 'parameters of a UICC, which this card is not');
    environment.uicc.check(uicc, registry.entries);
  }
  const added = registry.add(
    {
      ...PLAIN_ENTRY,
      kind: 'application',
      name,
      aid,
      lifeCycle,
      privileges,
      domain: from.domain.id,
      loadFile: from.loadFile,
      contactless: setup.contactless === true ? ACTIVATED_INITIALLY : NOT_CONTACTLESS,
      services: from.services ?? PLAIN_ENTRY.services,
      uicc,
      runtime,
      module,
    },
    from.quota,
  );
  const { specific, session } = from;
  const made = runtimeOf(environment, added).install(module, placeOf(environment, added), {
    aid,
    privileges,
    specific,
    session,
  });
  return registry.update(added, { aid: made.aid, ...made.traits });
}

/** Where an application stands, for its runtime. */
export function placeOf(environment: Environment, entry: RegistryEntry): ApplicationPlace {
  const { registry, services } = environment;
  const nvm = registry.content(entry);
  return { nvm, services, system: new RegisteredSystem(environment, entry.id) };
}

export function runtimeOf({ runtimes }: Environment, { name, runtime }: RegistryEntry) {
  const found = runtimes.get(runtime);
  assert(found, `${name} is run by "${runtime}", which is not here`);
  return found;
}
