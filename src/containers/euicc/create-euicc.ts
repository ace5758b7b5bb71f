/** The eUICC as a software container. [SGP22 §2.4] [M-26] [M-37] */
import { assert } from '../../base/index.ts';
import type { Container, Entity, Services } from '../../os/abi/index.ts';
import { Euicc } from '../../rsp/index.ts';
import type { EuiccConfig } from './config.ts';
import type { Member } from './member.ts';
import { Members } from './members.ts';
import { sessionCommand } from './session-commands.ts';
import { setupOf } from './setup.ts';

/** Throws `HostError` DESCRIPTION_INVALID where the configuration contradicts itself. */
export function createEuicc(config: EuiccConfig, services: Services): Container {
  const euicc = new Euicc(setupOf(config), services);
  const members = new Members(config, euicc, services.deviceLock);
  const memberOf = (entity: Entity): Member => {
    const member = members.of(entity.handle);
    assert(member, `no entity ${entity.handle} in ${services.id}`);
    return member;
  };
  return {
    entities: () => members.entities(),
    // An enabled profile stays usable under a lock of the device, on further channels too.
    locked: () => services.deviceLock.holds() && euicc.profiles.enabled === undefined,
    // The UICC's file system will stand here; until then the root does. [TS102221 §8.5]
    implicit: () => members.entities().list.find((one) => one.selectable),
    select: (entity, session) =>
      members.entities().list.some((one) => one.handle === entity.handle) &&
      (memberOf(entity).select?.(session) ?? true),
    deselect: (entity, session) => memberOf(entity).leave(session),
    process: (entity, command) => memberOf(entity).process(command),
    processSession: (command) => ({ done: sessionCommand(command) }),
    incoming: (entity, header) => entity && memberOf(entity).incoming(header),
    reset: (scope) => euicc.reset(scope),
  };
}

/** For people: `eUICC SGP.22 2.1`. */
export function euiccTitle(config: EuiccConfig): string {
  return `eUICC SGP.22 ${config.version}`;
}
