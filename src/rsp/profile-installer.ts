/** How a profile of a package comes into being: the container has its parts. */
import type { Bytes } from '../base/index.ts';
import type { EuiccResponse } from '../wire/saip/index.ts';
import type { PackageReader, ProfileSupport } from './package/index.ts';
import type { Profile } from './profile-store.ts';
import type { ProfileMetadata } from './setup.ts';

export interface Installation {
  readonly response: EuiccResponse;
  /** The profile, where the package was installed. */
  readonly profile: Profile | undefined;
  /** Why it was not, in words. */
  readonly why: string | undefined;
}

/** What a download says of a profile besides its package. */
export interface DownloadFacts {
  readonly metadata: ProfileMetadata;
  readonly ciKeyId: Bytes;
}

export interface ProfileInstaller {
  readonly support: ProfileSupport;
  /** Creates the profile of a package that was read to its end, or nothing. */
  create(reader: PackageReader, facts: DownloadFacts): Installation;
}
