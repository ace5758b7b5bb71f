/**
 * Which contents of a registry contradict each other. Each check gives the reason in words: who
 * reads a description and who processes a command refuse in their own ways.
 * [GPCS §6.1] [GPCS §6.6] [GPCS §7.5.1]
 */
import { type Bytes, hex } from '../../base/index.ts';
import { type Key, VERSION_INITIAL, VERSION_MAX } from '../domain/key.ts';
import {
  applicationConflict,
  EXCLUSIVE_PRIVILEGES,
  privilegeConflict,
} from '../registry/privileges.ts';
import type { CardSetup } from '../setup.ts';

interface Named {
  readonly name: string;
}

/** Why a card cannot be made so, if it cannot. */
export function setupConflict(setup: CardSetup): string | undefined {
  const domains = [setup.issuer, ...setup.domains];
  const about = (one: Named, conflict: string | undefined): string | undefined =>
    conflict && `${one.name}: ${conflict}`;
  return (
    exclusiveConflict([...setup.domains, ...setup.applications]) ??
    first(domains, (one) => about(one, privilegeConflict(one.privileges))) ??
    first(domains, (one) => about(one, keyConflict(one.keys))) ??
    first(setup.applications, (one) => about(one, applicationConflict(one.privileges))) ??
    nameConflict([...domains, ...setup.applications, ...setup.loadFiles])
  );
}

function first<T>(all: readonly T[], conflict: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = conflict(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One version and identifier name one key; FF is the version of an initial set. [GPCS §7.5.1] */
export function keyConflict(keys: readonly Key[]): string | undefined {
  const names = keys.map(({ version, id }) => version * 256 + id);
  const twice = keys.find((_, at) => names.indexOf(names[at]!) !== at);
  if (twice !== undefined)
    return `two keys have version ${twice.version} and identifier ${twice.id}`;
  const strange = keys.find(
    ({ version }) => version < 1 || (version > VERSION_MAX && version !== VERSION_INITIAL),
  );
  if (strange === undefined) return undefined;
  return `${strange.version} is no key version: 1 to ${VERSION_MAX}, or ${VERSION_INITIAL}`;
}

/** Card Reset and Final Application have one holder each. [GPCS §6.6.2] */
function exclusiveConflict(
  all: readonly (Named & { readonly privileges: number })[],
): string | undefined {
  for (const exclusive of EXCLUSIVE_PRIVILEGES) {
    const holders = all.filter((one) => (one.privileges & exclusive) !== 0);
    if (holders.length < 2) continue;
    const names = holders.map((one) => one.name).join(', ');
    return `${names}: only one may hold Card Reset, and one Final Application`;
  }
  return undefined;
}

/** One AID names one entry of a registry. [GPCS §6.1] */
function nameConflict(all: readonly (Named & { readonly aid: Bytes })[]): string | undefined {
  const seen = new Map<string, string>();
  for (const { name, aid } of all) {
    const twin = seen.get(hex(aid));
    if (twin !== undefined) return `${twin} and ${name} have one AID`;
    seen.set(hex(aid), name);
  }
  return undefined;
}
