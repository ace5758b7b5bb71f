/**
 * The profiles of an eUICC and their states. A profile is what an ISD-P keeps in its part of
 * memory: its metadata, and the card that it brings. Which profile is enabled is one number, so
 * that no power cut and no fault can leave two of them enabled.
 * [SGP22 §2.4.5] [SGP22 §3.1.3] [M-37]
 */
import { assert, type Bytes, EMPTY, equal, fromUtf8, utf8 } from '../base/index.ts';
import {
  addSecurityDomain,
  type Environment,
  type RegistryEntry,
  removeEntry,
} from '../gp/index.ts';
import { type Cell, type Codec, derived, type Nvm } from '../os/abi/index.ts';
import type { ProfileIdentifier, ProfileState } from '../wire/es10/index.ts';
import { type Enablement, enablementCodec, metadataCodec, NO_METADATA } from './profile-codec.ts';
import type { ProfileMetadata, ProfileSetup } from './setup.ts';
import { DOMAIN_LIFE_CYCLE, PRIVILEGE } from '../wire/globalplatform/index.ts';

/** The role of the security domains that hold profiles. */
export const ISD_P = 'isd-p';

/** One installed profile; the object stays the same while its metadata do. */
export interface Profile extends ProfileMetadata, Pick<ProfileSetup, 'name' | 'isdP'> {
  /** The number of its ISD-P in the registry; a later profile may have that of a deleted one. */
  readonly number: number;
  /** Its part of memory, which is deleted with it. */
  readonly nvm: Nvm;
}

export const PROFILES_MAX = 127;

const TEXT: Codec<string> = { parse: fromUtf8, emit: utf8 };
const BYTES: Codec<Bytes> = { parse: (stored) => stored, emit: (value) => value };
const NONE: Enablement = { current: 0, beforeTest: 0, fallBack: 0 };

export class ProfileStore {
  readonly #card: Environment;
  readonly #enablement: Cell<Enablement>;
  /** By the memory of the profile. */
  readonly #profiles = new WeakMap<Nvm, () => Profile>();
  readonly #entries: () => readonly RegistryEntry[];

  /** The profiles of the ISD-Ps in the card's registry; `nvm` holds which one is enabled. */
  constructor(card: Environment, nvm: Nvm) {
    this.#card = card;
    this.#enablement = nvm.cell('profiles/enabled', enablementCodec, NONE);
    this.#entries = derived(
      () => card.registry.entries,
      (entries) => entries.filter((one) => one.role === ISD_P),
    );
  }

  /** All profiles, and that the record of the enabled one names some of them. */
  readThrough(): void {
    const known = new Set([0, ...this.list.map((one) => one.number)]);
    const isKnown = Object.values(this.#enablement.get()).every((number) => known.has(number));
    assert(isKnown, 'the record of the enabled profile names none');
    for (const { nvm } of this.list) {
      nicknameOf(nvm);
      issuerIn(nvm);
    }
  }

  get list(): readonly Profile[] {
    return this.#entries().map((one) => this.#profile(one));
  }

  /** Another object after every change of which profile is enabled, back and forth included. */
  get enablement(): object {
    return this.#enablement.get();
  }

  get enabled(): Profile | undefined {
    return this.#byNumber(this.#enablement.get().current);
  }

  /** The profile that the enabled test profile took the place of. */
  get beforeTest(): Profile | undefined {
    return this.#byNumber(this.#enablement.get().beforeTest);
  }

  /** The one with the Fall-Back Attribute. [SGP02 §3.16] */
  get fallBack(): Profile | undefined {
    return this.#byNumber(this.#enablement.get().fallBack);
  }

  state(profile: Profile): ProfileState {
    return profile.number === this.#enablement.get().current ? 'enabled' : 'disabled';
  }

  nickname(profile: Profile): string | undefined {
    return nicknameOf(profile.nvm).get() || undefined;
  }

  find(identifier: ProfileIdentifier): Profile | undefined {
    const { by, value } = identifier;
    return this.list.find((one) => equal(by === 'iccid' ? one.iccid : one.isdP, value));
  }

  findIccid(iccid: Bytes): Profile | undefined {
    return this.find({ by: 'iccid', value: iccid });
  }

  /** The issuer under which it was downloaded; nothing of what the manufacturer has installed. */
  downloadedUnder(profile: Profile): Bytes | undefined {
    const ciKeyId = issuerIn(profile.nvm).get();
    return ciKeyId.length === 0 ? undefined : ciKeyId;
  }

  /** Installs a profile: its ISD-P, its metadata, and its state. */
  add(setup: ProfileSetup): Profile {
    assert(this.list.length < PROFILES_MAX, `at most ${PROFILES_MAX} profiles`);
    const { registry } = this.#card;
    const domain = {
      name: setup.name,
      aid: setup.isdP,
      lifeCycle: DOMAIN_LIFE_CYCLE.PERSONALIZED,
      privileges: PRIVILEGE.SECURITY_DOMAIN,
      keys: [],
      objects: new Map(),
      role: ISD_P,
    };
    const { issuer } = registry;
    const entry = addSecurityDomain(registry, domain, {
      domain: issuer,
      loadFile: issuer.loadFile,
    });
    metadataOf(registry.content(entry)).set(setup.metadata);
    const profile = this.#profile(entry);
    if (setup.nickname !== undefined) this.setNickname(profile, setup.nickname);
    if (setup.ciKeyId !== undefined) issuerIn(profile.nvm).set(setup.ciKeyId);
    if (setup.enabled) this.enable(profile);
    if (setup.fallBack) {
      this.#enablement.set({ ...this.#enablement.get(), fallBack: profile.number });
    }
    return profile;
  }

  /** As they are now. */
  metadata({ nvm }: Profile): ProfileMetadata {
    return metadataOf(nvm).get();
  }

  setMetadata({ nvm }: Profile, metadata: ProfileMetadata): void {
    metadataOf(nvm).set(metadata);
  }

  /** Deletes a disabled profile with all that it keeps. */
  remove(profile: Profile): void {
    assert(this.state(profile) === 'disabled', 'only a disabled profile is deleted');
    const { beforeTest, fallBack, ...rest } = this.#enablement.get();
    const without = (number: number): number => (number === profile.number ? 0 : number);
    if (beforeTest === profile.number || fallBack === profile.number) {
      const left = { beforeTest: without(beforeTest), fallBack: without(fallBack) };
      this.#enablement.set({ ...rest, ...left });
    }
    const entry = this.#card.registry.entry(profile.number);
    assert(entry, 'a profile has an ISD-P');
    removeEntry(this.#card, entry);
  }

  /** Makes it the one enabled profile; the same write disables the one before. */
  enable(profile: Profile): void {
    const beforeTest = this.#placeholder(profile);
    this.#enablement.set({ ...this.#enablement.get(), current: profile.number, beforeTest });
  }

  /** Nothing is enabled afterwards, or the profile that a test profile had displaced. */
  disable(profile: Profile): void {
    assert(this.state(profile) === 'enabled', 'only the enabled profile is disabled');
    const { beforeTest, fallBack } = this.#enablement.get();
    this.#enablement.set({ current: beforeTest, beforeTest: 0, fallBack });
  }

  /** An empty text removes it. */
  setNickname(profile: Profile, nickname: string): void {
    nicknameOf(profile.nvm).set(nickname);
  }

  /** From one test profile to the next, the displaced profile stays recorded. */
  #placeholder(next: Profile): number {
    if (next.class !== 'test') return 0;
    const { current, beforeTest } = this.#enablement.get();
    return this.enabled?.class === 'test' ? beforeTest : current;
  }

  #byNumber(number: number): Profile | undefined {
    const entry = number === 0 ? undefined : this.#card.registry.entry(number);
    return entry?.role === ISD_P ? this.#profile(entry) : undefined;
  }

  #profile(entry: RegistryEntry): Profile {
    const nvm = this.#card.registry.content(entry);
    const known = this.#profiles.get(nvm);
    if (known !== undefined) return known();
    const { name, aid: isdP, id: number } = entry;
    const metadata = metadataOf(nvm);
    const profile = derived(
      () => metadata.get(),
      (read) => ({ ...read, name, isdP, number, nvm }),
    );
    this.#profiles.set(nvm, profile);
    return profile();
  }
}

function metadataOf(nvm: Nvm) {
  return nvm.cell('metadata', metadataCodec, NO_METADATA);
}

function issuerIn(nvm: Nvm): Cell<Bytes> {
  return nvm.cell('issuer', BYTES, EMPTY);
}

function nicknameOf(nvm: Nvm): Cell<string> {
  return nvm.cell('nickname', TEXT, '');
}
