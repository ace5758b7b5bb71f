/**
 * Global services: what one application offers to all others of its card, by names of two bytes,
 * family and identifier. A name that is registered as unique belongs to one provider.
 * [GPCS §8.1]
 */
import { bigEndian, type Bytes, concat, readBigEndian } from '../../base/index.ts';
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import type { CvmService } from './cardholder-verification.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

const NAME_LENGTH = 2;

/** Whether a list has the name itself, or its family with identifier 00. [GPCS §8.1.3] */
export function listsService(list: Bytes, name: number): boolean {
  return namesIn(list).some((one) => one === name || one === (name & 0xff00));
}

function namesIn(list: Bytes): readonly number[] {
  const names: number[] = [];
  for (let at = 0; at < list.length; at += NAME_LENGTH) {
    names.push(readBigEndian(list.subarray(at, at + NAME_LENGTH)));
  }
  return names;
}

function isProvider({ privileges }: RegistryEntry): boolean {
  return (privileges & PRIVILEGE.GLOBAL_SERVICE) !== 0;
}

/** Registers a unique name; why not, if it cannot. [GPCS §8.1.1] */
export function registerService(
  { registry }: Environment,
  entry: RegistryEntry,
  name: number,
): string | undefined {
  if (!isProvider(entry)) return 'the privilege Global Service is missing';
  if (entry.services.length > 0 && !listsService(entry.services, name)) {
    return 'the service is none of those of its installation';
  }
  const holder = registry.entries.find((one) => namesIn(one.uniqueServices).includes(name));
  if (holder !== undefined) return `${holder.name} has registered the service`;
  const uniqueServices = concat(entry.uniqueServices, bigEndian(name, NAME_LENGTH));
  registry.update(entry, { uniqueServices });
  return undefined;
}

/** [GPCS §8.1.1] */
export function deregisterService(
  { registry }: Environment,
  entry: RegistryEntry,
  name: number,
): string | undefined {
  if (!isProvider(entry)) return 'the privilege Global Service is missing';
  const names = namesIn(entry.uniqueServices);
  if (!names.includes(name)) return 'the application has not registered the service';
  const left = names.filter((one) => one !== name).map((one) => bigEndian(one, NAME_LENGTH));
  registry.update(entry, { uniqueServices: concat(...left) });
  return undefined;
}

/**
 * The service of a name: of the application with that AID, or of the one that has registered it. A
 * name with identifier 00 means any of its family. [GPCS §8.1.2]
 */
export function findService(
  environment: Environment,
  name: number,
  provider?: Bytes,
): CvmService | undefined {
  const { registry } = environment;
  const entry =
    provider === undefined
      ? registry.entries.find((one) => offers(one.uniqueServices, name))
      : registry.byAid(provider);
  if (entry === undefined || entry.kind !== 'application' || !isProvider(entry)) return undefined;
  if (provider !== undefined && !listsService(entry.services, name)) return undefined;
  const worker = environment.worker(entry);
  if (worker === undefined || !('application' in worker)) return undefined;
  return worker.application.service?.(name);
}

function offers(list: Bytes, name: number): boolean {
  const anyOfFamily = (name & 0xff) === 0;
  return (
    listsService(list, name) ||
    (anyOfFamily && namesIn(list).some((one) => (one & 0xff00) === (name & 0xff00)))
  );
}
