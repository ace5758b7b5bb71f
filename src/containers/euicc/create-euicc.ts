/** The eUICC as a software container. [SGP22 §2.4] [SGP02 §2.2] [M-26] [M-37] [P-03] */
import { assert, operandText, type TraceKind } from '../../base/index.ts';
import { parseHead } from '../../gp/index.ts';
import {
  type Container,
  type Entity,
  isSessionCommand,
  type Services,
} from '../../os/abi/index.ts';
import { Euicc, ProfileStore } from '../../rsp/index.ts';
import type { EuiccConfig } from './description.ts';
import { isdR } from './isd-r.ts';
import { m2mIsdR } from './m2m-isd-r.ts';
import type { Member } from './member.ts';
import { type EuiccParts, Members } from './members.ts';
import { sessionCommand, sessionHeader } from './session-commands.ts';
import { m2mProfilesOf, setupOf } from './setup.ts';

/** Throws `HostError` DESCRIPTION_INVALID where the configuration contradicts itself. */
export function createEuicc(config: EuiccConfig, services: Services): Container {
  const parts = partsOf(config, services);
  const members = new Members(config, parts);
  const memberOf = (entity: Entity): Member => {
    const member = members.of(entity.handle);
    assert(member, `no entity ${entity.handle} in ${services.id}`);
    return member;
  };
  return {
    entities: () => members.entities(),
    // An enabled profile stays usable under a lock of the device, on further channels too.
    locked: () => services.deviceLock.holds() && parts.profiles.enabled === undefined,
    // The UICC's file system will stand here; until then the root does. [TS102221 §8.5]
    implicit: () => members.entities().find((one) => one.selectable),
    select: (entity, session, from) =>
      members.entities().some((one) => one.handle === entity.handle) &&
      (memberOf(entity).select?.(session, from) ?? true),
    deselect: (entity, session) => memberOf(entity).leave(session),
    process: (entity, command) => memberOf(entity).process(command),
    processSession: (command) => sessionCommand(command),
    header(entity, header, session) {
      const head = parseHead(header, session);
      if (isSessionCommand(head)) return sessionHeader(head);
      return entity && memberOf(entity).header(header, session);
    },
    reset: (scope) => parts.reset(scope),
  };
}

/** What differs by who manages the profiles. */
function partsOf(config: EuiccConfig, services: Services): EuiccParts & Pick<Container, 'reset'> {
  if (config.architecture === 'm2m') {
    const profiles = new ProfileStore(m2mProfilesOf(config), services.nvm);
    const parts = { profiles, services };
    const fallBack = config.profiles.find((one) => one.fallBackAttribute);
    if (fallBack) services.note(FALL_BACK, fallBack.name);
    return { ...parts, rootOf: (entity) => m2mIsdR(entity, parts), reset() {} };
  }
  const euicc = new Euicc(setupOf(config), services);
  return {
    profiles: euicc.profiles,
    services,
    rootOf: (entity) => isdR(entity, euicc),
    reset: (scope) => euicc.reset(scope),
  };
}

/** For people: `eUICC SGP.22 2.1`. */
export function euiccTitle({ architecture, version }: EuiccConfig): string {
  return `eUICC ${architecture === 'm2m' ? 'SGP.02' : 'SGP.22'} ${version}`;
}

export const FALL_BACK: TraceKind = {
  name: 'fall-back',
  words: ([profile]) => `${operandText(profile)} has the Fall-Back Attribute`,
};
