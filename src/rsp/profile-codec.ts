/** What an eUICC keeps of its profiles, as stored. */
import { bigEndian, concat, EMPTY, Fault, isWireError, readBigEndian } from '../base/index.ts';
import type { Codec } from '../os/abi/index.ts';
import { emitProfileInfo, parseProfileInfo } from '../wire/es10/index.ts';
import type { ProfileSetup } from './setup.ts';

/** What a profile says of itself, but for what its ISD-P's registry entry says. */
export type Metadata = Pick<
  ProfileSetup,
  'iccid' | 'class' | 'serviceProvider' | 'profileName' | 'owner'
>;

export const NO_METADATA: Metadata = {
  iccid: EMPTY,
  class: 'operational',
  serviceProvider: undefined,
  profileName: undefined,
  owner: undefined,
};

/** As ES10 gives it. [SGP22 §5.7.15] */
export const metadataCodec: Codec<Metadata> = {
  emit: ({ iccid, class: kind, serviceProvider, profileName, owner }) =>
    emitProfileInfo({ iccid, class: kind, serviceProvider, profileName, owner }),
  parse(stored) {
    const info = parseProfileInfo(stored);
    if (isWireError(info) || info.iccid === undefined || info.class === undefined) {
      throw new Fault('the stored metadata of a profile are damaged');
    }
    const { iccid, class: kind, serviceProvider, profileName, owner } = info;
    return { iccid, class: kind, serviceProvider, profileName, owner };
  },
};

/** Numbers of profiles, 0 for none. */
export interface Enablement {
  readonly current: number;
  /** The profile that was enabled when the test profile now enabled took its place. */
  readonly beforeTest: number;
  /** The profile with the Fall-Back Attribute. [SGP02 §3.16] */
  readonly fallBack: number;
}

const NUMBER_LENGTH = 2;

export const enablementCodec: Codec<Enablement> = {
  emit: ({ current, beforeTest, fallBack }) =>
    concat(...[current, beforeTest, fallBack].map((number) => bigEndian(number, NUMBER_LENGTH))),
  parse(stored) {
    if (stored.length !== 3 * NUMBER_LENGTH) throw new Fault('the enabled profile is damaged');
    const at = (index: number): number =>
      readBigEndian(stored.subarray(index * NUMBER_LENGTH, (index + 1) * NUMBER_LENGTH));
    return { current: at(0), beforeTest: at(1), fallBack: at(2) };
  },
};
