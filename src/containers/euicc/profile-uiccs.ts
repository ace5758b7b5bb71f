/**
 * The UICCs of profiles: each brings its files and PINs, which the terminal reaches while the
 * profile is enabled. [SGP22 §2.4.6] [TS102221 §8]
 */
import type { Bytes } from '../../base/index.ts';
import type { Handles } from '../../gp/index.ts';
import type {
  Command,
  Entity,
  EntityList,
  HeaderAnswer,
  Response,
  Services,
  Session,
} from '../../os/abi/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import { createUicc, holdsFiles, Uicc, type UiccSetup } from '../../uicc/index.ts';
import { type Begun, ProfileContent } from './profile-content.ts';

/** The part of a profile's memory that holds its files. */
const UICC = 'uicc';
const NO_ENTITIES: EntityList = [];

export class ProfileUiccs extends ProfileContent<Uicc> {
  /** Numbers that entities of UICCs have, or had before their profile was disabled. */
  readonly #own: ReadonlySet<number>;

  constructor(parts: {
    readonly services: Services;
    readonly handles: Handles;
    readonly profiles: ProfileStore;
  }) {
    const { services, profiles } = parts;
    const own = new Set<number>();
    const handles = {
      of(owner: object): number {
        const handle = parts.handles.of(owner);
        own.add(handle);
        return handle;
      },
    };
    super(profiles, {
      part: UICC,
      holds: holdsFiles,
      open: (nvm, { name }) => new Uicc({ services, handles, nvm, name: `UICC of ${name}` }),
    });
    this.#own = own;
  }

  owns({ handle }: Pick<Entity, 'handle'>): boolean {
    return this.#own.has(handle);
  }

  /** Gives a new profile its files. */
  create({ nvm }: Profile, setup: UiccSetup): void {
    createUicc(nvm.part(UICC), setup);
  }

  entities(): EntityList {
    return this.enabled()?.entities() ?? NO_ENTITIES;
  }

  protected end({ content }: Begun<Uicc>, session: Session): void {
    content.deselect(session);
  }

  process(command: Command): Response {
    return this.begun(command.session).content.process(command);
  }

  header(header: Bytes, session: Session): HeaderAnswer {
    return this.begun(session).content.header(header, session);
  }
}
