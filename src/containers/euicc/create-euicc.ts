/** The eUICC as a software container. [SGP22 §2.4] [SGP02 §2.2] [M-26] [M-37] [P-03] */
import { operandText, type TraceKind } from '../../base/index.ts';
import {
  type DomainRole,
  GlobalPlatformCard,
  Handles,
  holdsCard,
  parseHead,
} from '../../gp/index.ts';
import {
  type Entity,
  isSessionCommand,
  type Services,
  type TitledContainer,
} from '../../os/abi/index.ts';
import { Euicc, type EuiccSettings, euiccSettings } from '../../rsp/index.ts';
import { writeEuicc, writeProfiles, writeTrust } from './first-boot.ts';
import type { EuiccConfig } from './description.ts';
import { ecasd } from './ecasd.ts';
import { entityList } from './entity-list.ts';
import { createFromPackage, PROFILE_SUPPORT } from './install-profile.ts';
import { isdP } from './isd-p.ts';
import { isdR } from './isd-r.ts';
import { m2mIsdR } from './m2m-isd-r.ts';
import { ProfileCards } from './profile-cards.ts';
import type { OpenEuicc } from './open-euicc.ts';
import { profileMaintenance } from './profile-maintenance.ts';
import { ProfileUiccs } from './profile-uiccs.ts';
import { RemoteManagement } from './remote-management.ts';
import { SessionCommands } from './session-commands.ts';
import { ToolkitApplications } from './toolkit-applications.ts';

/**
 * The container in its memory; at the first boot its description fills that, and is not read again.
 * Throws `HostError` DESCRIPTION_INVALID where the description contradicts itself.
 */
export function createEuicc(config: EuiccConfig, services: Services): TitledContainer {
  return euiccContainer(openEuicc(config, services), services);
}

/** The contract with the operating system, over the content of memory. */
export function euiccContainer(open: OpenEuicc, services: Services): TitledContainer {
  const { card, euicc, cards, uiccs } = open;
  const entities = entityList(card, { profile: () => cards.enabled(), uiccs }, euicc.settings);
  const sessionCommands = new SessionCommands({
    services,
    toolkit: euicc.toolkit,
    uicc: () => uiccs.enabled(),
  });
  const isOwn = ({ handle }: { readonly handle: number }): boolean =>
    card.registry.byHandle(handle) !== undefined;
  const ownerOf = (entity: Entity) => (isOwn(entity) ? card : uiccs.owns(entity) ? uiccs : cards);
  return {
    title: titleOf(euicc.settings),
    entities,
    // An enabled profile stays usable under a lock of the device, on further channels too.
    locked: () => services.deviceLock.holds() && euicc.profiles.enabled === undefined,
    // The MF of the enabled profile; without files, the root stands in. [TS102221 §8.4.1]
    implicit: () => uiccs.enabled()?.implicit() ?? entities().find((one) => one.selectable),
    select(entity, session, from) {
      // A channel that is opened is a command in between too; RESUME itself is on the basic one.
      if (session.channel !== 0) sessionCommands.endSuspension(session);
      const isListed = entities().some((one) => one.handle === entity.handle);
      return isListed && ownerOf(entity).select(entity, session, from);
    },
    deselect(entity, session, reason) {
      if (isOwn(entity)) card.deselect(entity, session);
      else if (uiccs.owns(entity)) uiccs.deselect(session);
      else cards.deselect(session, reason);
    },
    process(entity, command) {
      sessionCommands.endSuspension(command.session);
      if (uiccs.owns(entity)) return uiccs.process(command);
      if (!isOwn(entity)) {
        const response = cards.process(command);
        euicc.toolkit.offer(command.session.card);
        return response;
      }
      const response = card.process(entity, command);
      cards.endSessions();
      uiccs.endSessions();
      return response;
    },
    pending: (session) => euicc.toolkit.pending(session),
    processSession: (command, current) =>
      sessionCommands.process(command, current !== undefined && uiccs.owns(current)),
    header(entity, header, session) {
      const head = parseHead(header, session);
      sessionCommands.noteHeader(head, session.card);
      if (isSessionCommand(head)) return sessionCommands.header(head, session.card);
      if (entity === undefined || isOwn(entity)) return card.header(entity, header, session);
      if (uiccs.owns(entity)) return uiccs.header(header, session);
      return cards.header(header, session);
    },
    readThrough() {
      card.readThrough();
      euicc.profiles.readThrough();
      euicc.notifications.readThrough();
      for (const one of cards.all) one.readThrough();
      for (const one of uiccs.all) one.readThrough();
    },
    reset(scope) {
      euicc.reset(scope);
      cards.enabled()?.reset(scope);
    },
    profiles: profileMaintenance(open, services),
  };
}

/** The content of the container's memory; a first boot creates it. */
export function openEuicc(config: EuiccConfig, services: Services): OpenEuicc {
  if (!holdsCard(services.nvm)) {
    writeEuicc(config, services.nvm);
    const first = readEuicc(services);
    writeTrust(config, first.euicc);
    writeProfiles(config, first);
  }
  const open = readEuicc(services);
  const { fallBack } = open.euicc.profiles;
  if (fallBack !== undefined) services.note(FALL_BACK, fallBack.name);
  return open;
}

function readEuicc(services: Services): OpenEuicc {
  const { nvm } = services;
  const { edition } = euiccSettings(nvm).get();
  const root: DomainRole =
    edition === undefined ? m2mIsdR(() => open.euicc) : isdR(edition, () => open.euicc);
  const handles = new Handles();
  const roles = [root, ecasd, isdP];
  const card = new GlobalPlatformCard({ services, nvm, handles, runtimes: [], roles });
  const remote = new RemoteManagement({
    services,
    card: () => open.cards.enabled(),
    uicc: () => open.uiccs.enabled(),
  });
  const toolkit = new ToolkitApplications(() => open.cards.enabled());
  const euicc = new Euicc(card, nvm, {
    applications: () => [...remote.applications(), ...toolkit.list()],
    installer: {
      support: PROFILE_SUPPORT,
      create: (reader, facts) => createFromPackage(open, services, reader, facts),
    },
  });
  const { profiles } = euicc;
  const parts = { services, handles, profiles };
  const open: OpenEuicc = {
    card,
    euicc,
    cards: new ProfileCards({ ...parts, updatesMetadata: edition !== undefined }),
    uiccs: new ProfileUiccs(parts),
  };
  return open;
}

/** For people: `eUICC SGP.22 2.1`. */
function titleOf({ edition, m2mEdition }: EuiccSettings): string {
  return `eUICC ${edition === undefined ? `SGP.02 ${m2mEdition}` : `SGP.22 ${edition}`}`;
}

export const FALL_BACK: TraceKind = {
  name: 'fall-back',
  words: ([profile]) => `${operandText(profile)} has the Fall-Back Attribute`,
};
