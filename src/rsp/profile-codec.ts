/** What an eUICC keeps of its profiles, as stored. */
import { bigEndian, concat, EMPTY, Fault, isWireError, readBigEndian } from '../base/index.ts';
import type { Codec } from '../os/abi/index.ts';
import { emitProfileInfo, parseProfileInfo } from '../wire/es10/index.ts';
import type { ProfileMetadata } from './setup.ts';

/** What a part without a profile has; never stored. */
export const NO_METADATA: ProfileMetadata = { iccid: EMPTY, class: 'operational' };

/** As ES10 gives it. [SGP22 §5.7.15] */
export const metadataCodec: Codec<ProfileMetadata> = {
  emit: emitProfileInfo,
  parse(stored) {
    const info = parseProfileInfo(stored);
    if (isWireError(info) || info.iccid === undefined || info.class === undefined) {
      throw new Fault('the stored metadata of a profile are damaged');
    }
    return { ...info, iccid: info.iccid, class: info.class };
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
