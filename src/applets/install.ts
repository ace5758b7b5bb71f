/** Native modules by name, and how one becomes an application of a registry. */
import { HostError, unhex } from '../base/index.ts';
import {
  APPLICATION_LIFE_CYCLE,
  type ApplicationPlace,
  type ApplicationSetup,
  parsePrivileges,
} from '../gp/index.ts';
import type { ModuleContext, NativeModule } from './module.ts';
import { probe } from './modules/probe.ts';
import { GlobalPlatformSystem } from './system.ts';

const MODULES: readonly NativeModule[] = [probe];

export const MODULE_NAMES: readonly string[] = MODULES.map((one) => one.name);

/** What a device description says of an application. Byte strings are hexadecimal. */
export interface InstalledModule {
  /** For people. */
  readonly name: string;
  readonly aid: string;
  /** Three bytes of privileges. [GPCS §11.1.2] */
  readonly privileges: string;
  readonly module: string;
}

/** Throws `HostError` DESCRIPTION_INVALID where no module has the name. */
export function installModule({
  name,
  aid,
  privileges,
  module,
}: InstalledModule): ApplicationSetup {
  const found = MODULES.find((one) => one.name === module);
  if (found === undefined) {
    const next = `modules here: ${MODULE_NAMES.join(', ')}`;
    throw new HostError('DESCRIPTION_INVALID', `${name}: no module "${module}"`, next);
  }
  return {
    name,
    aid: unhex(aid),
    privileges: parsePrivileges(unhex(privileges)),
    lifeCycle: APPLICATION_LIFE_CYCLE.SELECTABLE,
    multiSelectable: found.multiSelectable,
    install: (place) => found.install(contextOf(place)),
  };
}

function contextOf({ environment, handle, keyPrefix }: ApplicationPlace): ModuleContext {
  const { nvm, rng, notify } = environment.services;
  const system = new GlobalPlatformSystem(environment, handle);
  return {
    system,
    rng,
    cell: (key, codec, initial) => nvm.cell(keyPrefix + key, codec, initial),
    counter: (key, initial) => nvm.counter(keyPrefix + key, initial),
    tell: (parameters) =>
      notify(
        parameters === undefined
          ? { kind: 'connectivity' }
          : { kind: 'transaction', aid: system.aid, parameters },
      ),
  };
}
