/**
 * What an eUICC says of itself by the edition of SGP.22 it follows. The numbers are data; an
 * element that an edition does not have is left out. [SGP22 §5.7.8] [M-80] [M-81]
 */
import type { VersionType } from '../wire/es10/index.ts';

export interface Edition {
  readonly svn: VersionType;
  /** Edition of the profile package format. */
  readonly profileVersion: VersionType;
  /** Tag 86: the Java Card edition up to 2.1, the release of TS 102 241 from 2.2. */
  readonly javaCardVersion: VersionType;
  readonly globalPlatformVersion: VersionType;
  readonly protectionProfileVersion: VersionType;
  /** Whether a request for notifications of which there is none is an error. [SGP22 §5.7.10] */
  readonly noNotificationIsError: boolean;
}

/** Editions of SGP.02 that an eUICC can follow; without an SM-SR all behave alike. [M-81] */
export const M2M_EDITION_NAMES = ['3.1', '3.2', '4.0', '4.2'] as const;
export type M2mEditionName = (typeof M2M_EDITION_NAMES)[number];

/** Editions of SGP.22 that an eUICC can follow. [M-80] */
const EDITIONS = {
  '2.0': {
    svn: [2, 0, 0],
    profileVersion: [2, 0, 0],
    javaCardVersion: [3, 0, 4],
    globalPlatformVersion: [2, 3, 0],
    protectionProfileVersion: [1, 0, 0],
    noNotificationIsError: true,
  },
  '2.1': {
    svn: [2, 1, 0],
    profileVersion: [2, 0, 0],
    javaCardVersion: [3, 0, 4],
    globalPlatformVersion: [2, 3, 0],
    protectionProfileVersion: [1, 0, 0],
    noNotificationIsError: true,
  },
  '2.2': {
    svn: [2, 2, 0],
    profileVersion: [2, 1, 0],
    javaCardVersion: [9, 2, 0],
    globalPlatformVersion: [2, 3, 0],
    protectionProfileVersion: [1, 0, 0],
    noNotificationIsError: true,
  },
  '2.5': {
    svn: [2, 5, 0],
    profileVersion: [2, 3, 1],
    javaCardVersion: [15, 1, 0],
    globalPlatformVersion: [2, 3, 1],
    protectionProfileVersion: [1, 0, 0],
    noNotificationIsError: false,
  },
} as const satisfies Readonly<Record<string, Edition>>;

export type EditionName = keyof typeof EDITIONS;
export const EDITION_NAMES = Object.keys(EDITIONS) as readonly EditionName[];

export function editionOf(name: EditionName): Edition {
  return EDITIONS[name];
}
