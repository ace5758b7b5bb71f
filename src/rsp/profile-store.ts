/**
 * The profiles of an eUICC and their states. Which profile is enabled is one number, so that no
 * power cut and no fault can leave two of them enabled. [SGP22 §2.4.5] [SGP22 §3.1.3] [M-37]
 */
import { assert, type Bytes, bytes, equal, fromUtf8, utf8 } from '../base/index.ts';
import type { Cell, Codec, Nvm } from '../os/abi/index.ts';
import type { ProfileIdentifier, ProfileState } from '../wire/es10/index.ts';
import type { ProfileSetup } from './setup.ts';

/** One installed profile; the object stays the same while the profile is installed. */
export interface Profile extends Omit<ProfileSetup, 'enabled' | 'nickname'> {
  /** Counts from 1; never reused. */
  readonly number: number;
}

/** Numbers of profiles, 0 for none. */
interface Enabled {
  readonly current: number;
  /** The profile that was enabled when the test profile now enabled took its place. */
  readonly beforeTest: number;
}

export const PROFILES_MAX = 127;

function enabledCodec(profiles: number): Codec<Enabled> {
  return {
    parse(stored) {
      const [current, beforeTest] = stored;
      assert(
        stored.length === 2 && current! <= profiles && beforeTest! <= profiles,
        'the record of the enabled profile names none',
      );
      return { current: current!, beforeTest: beforeTest! };
    },
    emit: (value) => bytes(value.current, value.beforeTest),
  };
}

const TEXT: Codec<string> = { parse: fromUtf8, emit: utf8 };

export class ProfileStore {
  readonly list: readonly Profile[];
  readonly #enabled: Cell<Enabled>;
  readonly #nicknames: ReadonlyMap<number, Cell<string>>;

  constructor(setups: readonly ProfileSetup[], nvm: Nvm) {
    assert(setups.length <= PROFILES_MAX, `at most ${PROFILES_MAX} profiles`);
    this.list = setups.map((one, i) => installed(one, i + 1));
    const current = setups.findIndex((one) => one.enabled) + 1;
    const codec = enabledCodec(setups.length);
    this.#enabled = nvm.cell('profiles/enabled', codec, { current, beforeTest: 0 });
    this.#nicknames = new Map(
      setups.map((one, i) => [
        i + 1,
        nvm.cell(`profiles/${i + 1}/nickname`, TEXT, one.nickname ?? ''),
      ]),
    );
  }

  /** The number of the enabled profile, 0 for none: the cheap question. */
  get enabledNumber(): number {
    return this.#enabled.get().current;
  }

  /** Another object after every change of which profile is enabled, back and forth included. */
  get enablement(): object {
    return this.#enabled.get();
  }

  get enabled(): Profile | undefined {
    return this.list[this.enabledNumber - 1];
  }

  /** The profile that the enabled test profile took the place of. */
  get beforeTest(): Profile | undefined {
    return this.list[this.#enabled.get().beforeTest - 1];
  }

  state(profile: Profile): ProfileState {
    return profile.number === this.enabledNumber ? 'enabled' : 'disabled';
  }

  nickname(profile: Profile): string | undefined {
    return this.#nicknames.get(profile.number)!.get() || undefined;
  }

  find(identifier: ProfileIdentifier): Profile | undefined {
    const { by, value } = identifier;
    return this.list.find((one) => equal(by === 'iccid' ? one.iccid : one.isdP, value));
  }

  findIccid(iccid: Bytes): Profile | undefined {
    return this.find({ by: 'iccid', value: iccid });
  }

  /** Makes it the one enabled profile; whichever was enabled is disabled by the same write. */
  enable(profile: Profile): void {
    this.#enabled.set({ current: profile.number, beforeTest: this.#placeholder(profile) });
  }

  /** Nothing is enabled afterwards, or the profile that a test profile had displaced. */
  disable(profile: Profile): void {
    assert(this.state(profile) === 'enabled', 'only the enabled profile is disabled');
    this.#enabled.set({ current: this.#enabled.get().beforeTest, beforeTest: 0 });
  }

  /** An empty text removes it. */
  setNickname(profile: Profile, nickname: string): void {
    this.#nicknames.get(profile.number)!.set(nickname);
  }

  /** From one test profile to the next, the displaced profile stays remembered. */
  #placeholder(next: Profile): number {
    if (next.class !== 'test') return 0;
    const { current, beforeTest } = this.#enabled.get();
    return this.enabled?.class === 'test' ? beforeTest : current;
  }
}

function installed(setup: ProfileSetup, number: number): Profile {
  const { name, iccid, isdP, mnoSd, serviceProvider, profileName, owner } = setup;
  return {
    number,
    name,
    iccid,
    isdP,
    mnoSd,
    class: setup.class,
    serviceProvider,
    profileName,
    owner,
  };
}
