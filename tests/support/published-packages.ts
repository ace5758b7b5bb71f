/**
 * Profile packages that others publish, which this project does not ship: files `*.der` in the
 * folder that BIFRONS_PROFILE_PACKAGES names.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../src/base/index.ts';

export interface PublishedPackage {
  readonly name: string;
  readonly bytes: Bytes;
}

const FOLDER = process.env['BIFRONS_PROFILE_PACKAGES'] ?? '';

export const PUBLISHED_PACKAGES: readonly PublishedPackage[] =
  FOLDER !== '' && existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((name) => name.endsWith('.der'))
        .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(FOLDER, name))) }))
    : [];

/** Why the tests of these packages do not run, or `false`. */
export const NO_PUBLISHED_PACKAGES: string | false =
  PUBLISHED_PACKAGES.length === 0 &&
  'BIFRONS_PROFILE_PACKAGES names no folder with profile packages';
