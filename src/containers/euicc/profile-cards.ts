/**
 * What is inside profiles: each brings a GlobalPlatform card of its own, with the operator's
 * security domain as its issuer and the profile's applications, there while the profile is enabled.
 * [SGP22 §2.4.6] [M-28]
 */
import {
  type CardParts,
  type CardSetup,
  GlobalPlatformCard,
  type Handles,
  holdsCard,
  openCard,
} from '../../gp/index.ts';
import { capRuntime, nativeRuntime } from '../../applets/index.ts';
import type { Bytes } from '../../base/index.ts';
import type {
  Command,
  HeaderAnswer,
  Nvm,
  Response,
  Services,
  Session,
} from '../../os/abi/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import { type Begun, ProfileContent } from './profile-content.ts';
import { toolkitRegistry } from './toolkit-applications.ts';

/** The part of a profile's memory that holds its card. */
const CARD = 'card';

export class ProfileCards extends ProfileContent<GlobalPlatformCard> {
  readonly #partsOf: (nvm: Nvm) => CardParts;

  constructor(parts: {
    readonly services: Services;
    readonly handles: Handles;
    readonly profiles: ProfileStore;
  }) {
    const { handles, profiles } = parts;
    const services = withinProfile(parts.services);
    const runtimes = [nativeRuntime, capRuntime];
    const common = { services, handles, runtimes, uicc: toolkitRegistry };
    const partsOf = (nvm: Nvm): CardParts => ({ ...common, nvm });
    super(profiles, {
      part: CARD,
      holds: holdsCard,
      open: (nvm) => new GlobalPlatformCard(partsOf(nvm)),
    });
    this.#partsOf = partsOf;
  }

  /** Gives a new profile its card. */
  create({ nvm }: Profile, setup: CardSetup): GlobalPlatformCard {
    return openCard(this.#partsOf(nvm.part(CARD)), () => setup);
  }

  protected end({ content, entity }: Begun<GlobalPlatformCard>, session: Session): void {
    content.deselect(entity, session);
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

/**
 * What the profile's registry holds and locks is the profile's: its card lock never goes for the
 * device, and a lock of the device leaves an enabled profile usable. [P-04] [P-07]
 */
function withinProfile(services: Services): Services {
  return { ...services, deviceLock: { holds: () => false, set: () => {} } };
}
