/**
 * What is inside profiles: each brings a GlobalPlatform card of its own, with the operator's
 * security domain as its issuer and the profile's applications, there while the profile is enabled.
 * [SGP22 §2.4.6] [M-28]
 */
import {
  type Deselection,
  type CardParts,
  type CardSetup,
  GlobalPlatformCard,
  type Handles,
  holdsCard,
  openCard,
  type OuterObject,
} from '../../gp/index.ts';
import { javaCardRuntime, nativeRuntime } from '../../applets/index.ts';
import type { Bytes } from '../../base/index.ts';
import type {
  Command,
  HeaderAnswer,
  Nvm,
  Response,
  Services,
  Session,
} from '../../os/abi/index.ts';
import {
  type Profile,
  type ProfileStore,
  updateMetadata,
  type UpdateMetadataParts,
} from '../../rsp/index.ts';
import { ES8_TAG } from '../../wire/es8/index.ts';
import { type Begun, ProfileContent } from './profile-content.ts';
import { toolkitRegistry } from './toolkit-applications.ts';

/** The part of a profile's memory that holds its card. */
const CARD = 'card';

export class ProfileCards extends ProfileContent<GlobalPlatformCard> {
  readonly #partsOf: (nvm: Nvm, profile: Profile) => CardParts;

  constructor(parts: {
    readonly services: Services;
    readonly handles: Handles;
    readonly profiles: ProfileStore;
    /** Whether operators change the metadata of their profiles. */
    readonly updatesMetadata: boolean;
  }) {
    const { handles, profiles } = parts;
    const services = withinProfile(parts.services);
    const common = { services, handles, uicc: toolkitRegistry };
    const outerObjects = (profile: Profile): readonly OuterObject[] =>
      parts.updatesMetadata
        ? [{ tag: ES8_TAG.updateMetadata, store: updating({ services, profiles, profile }) }]
        : [];
    const partsOf = (nvm: Nvm, profile: Profile): CardParts => ({
      ...common,
      runtimes: [nativeRuntime, javaCardRuntime({ services, nvm })],
      nvm,
      outerObjects: outerObjects(profile),
    });
    super(profiles, {
      part: CARD,
      holds: holdsCard,
      open: (nvm, profile) => new GlobalPlatformCard(partsOf(nvm, profile)),
    });
    this.#partsOf = partsOf;
  }

  /** Gives a new profile its card. */
  create(profile: Profile, setup: CardSetup): GlobalPlatformCard {
    return openCard(this.#partsOf(profile.nvm.part(CARD), profile), () => setup);
  }

  protected end(
    { content, entity }: Begun<GlobalPlatformCard>,
    session: Session,
    reason: Deselection,
  ): void {
    content.deselect(entity, session, reason);
  }

  process(command: Command): Response {
    const { content, entity } = this.begun(command.session);
    return content.process(entity, command);
  }

  header(header: Bytes, session: Session): HeaderAnswer | undefined {
    const { content, entity } = this.begun(session);
    return content.header(entity, header, session);
  }
}

/** ES6.UpdateMetadata comes to the operator's domain. [SGP22 §5.4.1] */
function updating(parts: UpdateMetadataParts): OuterObject['store'] {
  return (object) => updateMetadata(parts, object);
}

/**
 * What the profile's registry holds and locks is the profile's: its card lock never goes for the
 * device, and a lock of the device leaves an enabled profile usable. [P-04] [P-07]
 */
function withinProfile(services: Services): Services {
  return { ...services, deviceLock: { holds: () => false, set: () => {} } };
}
