/** The profile header: whether this eUICC installs such a package at all. [SAIP §8.2.1] */
import { type Bytes, hex } from '../../../base/index.ts';
import type { ProfileHeader, ServiceName } from '../../../wire/saip/index.ts';
import { ElementProblem } from '../element-problem.ts';
import { templateOf } from '../templates/index.ts';

/** Editions whose packages are read. [SAIP §14] */
const MAJOR_VERSIONS: readonly number[] = [2, 3];

/** What this eUICC has for profiles. */
export interface ProfileSupport {
  readonly services: ReadonlySet<ServiceName>;
  /** Services that it lacks: a header may require them, elements that need them are refused. */
  readonly tolerated: ReadonlySet<ServiceName>;
  /** Packages of the Java Card or GlobalPlatform API that it has, in hexadecimal. */
  readonly libraries: ReadonlySet<string>;
  /** Whether applications of a load package run; otherwise it is kept. [SAIP §8.7] */
  runs(load: { readonly aid: Bytes; readonly block: Bytes }): boolean;
}

export function checkHeader(header: ProfileHeader, support: ProfileSupport): void {
  const { majorVersion, minorVersion, mandatoryServices, mandatoryTemplates } = header;
  if (!MAJOR_VERSIONS.includes(majorVersion)) {
    const why = `packages of version ${majorVersion}.${minorVersion} are not supported`;
    throw new ElementProblem('unsupported-profile-version', { why });
  }
  const missing = mandatoryServices.names.find(
    (name) => !support.services.has(name) && !support.tolerated.has(name),
  );
  const why =
    missing ?? (mandatoryServices.unknown === undefined ? undefined : 'of a later edition');
  if (why !== undefined)
    throw new ElementProblem('feature-not-supported', { why: `mandatory service ${why}` });
  const template = mandatoryTemplates.find((oid) => templateOf(oid) === undefined);
  if (template !== undefined)
    throw new ElementProblem('template-not-supported', { why: `mandatory template ${template}` });
  const library = header.mandatoryAids?.find(({ aid }) => !support.libraries.has(hex(aid)));
  if (library !== undefined)
    throw new ElementProblem('lib-not-supported', { why: `mandatory AID ${hex(library.aid)}` });
}
