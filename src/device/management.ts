/** Management by the manufacturer: what is where, and changes between commands. */
import {
  Fault,
  hex,
  type LinkFacts,
  operandText,
  sentenceKind,
  type TraceKind,
  unhex,
} from '../base/index.ts';
import { isClash, type AliasRegistry } from '../os/alias/index.ts';
import type { Residents, TraceRing } from '../os/kernel/index.ts';
import type { Partition } from '../os/nvm/index.ts';
import {
  type DeviceLocks,
  type Ruling,
  type RulingData,
  rulingInWords,
} from '../os/ruling/index.ts';
import type { PairingSource } from '../os/pairing/index.ts';
import type { AliasRow, ContainerRow, LinkRow, Management } from './contract.ts';
import type { ContainerDescription, Description } from './description.ts';
import {
  allProfiles,
  changeInWords,
  changeProfile,
  type MaintainedProfiles,
  profilesOf,
} from './managed-profiles.ts';

export interface ManagedParts {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly residents: Residents;
  readonly pairing: PairingSource;
  readonly aliases: AliasRegistry;
  readonly ruling: Ruling;
  readonly locks: DeviceLocks;
  readonly partitions: ReadonlyMap<string, Partition>;
  /** By container, from its memory. */
  readonly titles: ReadonlyMap<string, () => string>;
  /** By container, of eUICCs. */
  readonly profiles: MaintainedProfiles;
  readonly trace: TraceRing;
  /** Ends sessions that changed ruling data no longer allow. */
  rulingChanged(): void;
  /** Ends the transaction and hands its batches out. */
  commit(): void;
  /** Undoes what the transaction has written. */
  abandon(): void;
  /** Makes the device mute by a fault of its own. */
  fail(error: Fault): void;
}

export function createManagement(parts: ManagedParts): Management {
  const { pairing, aliases, residents, ruling, trace } = parts;
  const change = <T>(kind: TraceKind, words: () => readonly string[], act: () => T): T => {
    let result: T;
    try {
      result = act();
    } catch (error) {
      parts.abandon();
      if (error instanceof Fault) parts.fail(error);
      throw error;
    }
    trace.note('management', kind, ...words());
    parts.commit();
    return result;
  };
  return {
    links: () => linkRows(parts),
    containers: () => parts.description.containers.map((one) => containerRow(parts, one)),
    pairingRules: () => pairing.rules(),
    setPairing: (rules) =>
      change(
        PAIRING,
        () => rules.map((rule) => `${rule.link}->${rule.container}`),
        () => pairing.replace(rules),
      ),
    ruling: () => ruling.data(),
    setRuling: (next) =>
      change(
        RULING,
        () => [rulingInWords(ruling.data())],
        () => {
          ruling.replace(next as RulingData);
          parts.rulingChanged();
        },
      ),
    deviceLocks: () => parts.locks.all(),
    aliases: () => aliasRows(parts),
    addAlias: ({ common, container, real }) =>
      change(
        ALIAS_ADDED,
        () => [common, container, real],
        () => aliases.add({ common: unhex(common), container, real: unhex(real) }, residents),
      ),
    removeAlias: ({ common, container }) =>
      change(
        ALIAS_REMOVED,
        () => [common, container],
        () => aliases.remove({ common: unhex(common), container }, residents),
      ),
    profiles: () => allProfiles(parts.profiles),
    profileFiles: ({ container, profile }) => profilesOf(parts.profiles, container).files(profile),
    changeProfile: (one) =>
      change(
        PROFILE,
        () => [changeInWords(one)],
        () => changeProfile(parts.profiles, one),
      ),
  };
}

function linkRows({ links, pairing }: ManagedParts): readonly LinkRow[] {
  const current = pairing.current();
  return links.flatMap((link) =>
    current.get(link.id)!.map((pair, lsi) => ({
      id: link.id,
      interface: link.interface,
      protocol: link.protocol,
      mode: link.mode,
      lsi,
      container: pair.container,
      by: pair.by,
    })),
  );
}

function containerRow(
  { residents, partitions, titles }: ManagedParts,
  description: ContainerDescription,
): ContainerRow {
  const partition = partitions.get(description.id)!;
  const list = residents.get(description.id).container.entities();
  return {
    id: description.id,
    title: titles.get(description.id)!(),
    kind: description.kind,
    entities: list.map((one) => ({ name: one.name, aid: hex(one.aid), root: one.root })),
    quota: partition.quota,
    free: partition.free,
  };
}

/** Entries of the registry, then the AIDs that two containers hold by themselves. */
function aliasRows({ aliases, residents }: ManagedParts): readonly AliasRow[] {
  const rows: AliasRow[] = aliases.entries().map((one) => ({
    common: hex(one.common),
    container: one.container,
    real: hex(one.real),
    clash: false,
  }));
  for (const { id, container } of residents.all) {
    for (const { aid } of container.entities()) {
      if (!isClash(aid, residents)) continue;
      rows.push({ common: hex(aid), container: id, real: hex(aid), clash: true });
    }
  }
  return rows;
}

export const PAIRING: TraceKind = {
  name: 'pairing',
  words: (rules) => `pairing rules now: ${rules.map(operandText).join(' ')}`,
};

export const RULING: TraceKind = sentenceKind('ruling');

export const PROFILE: TraceKind = sentenceKind('profile');

export const ALIAS_ADDED: TraceKind = {
  name: 'alias-added',
  words: ([common, container, real]) =>
    `${operandText(common)} means ${operandText(real)} in ${operandText(container)}`,
};

export const ALIAS_REMOVED: TraceKind = {
  name: 'alias-removed',
  words: ([common, container]) =>
    `${operandText(common)} has no alias in ${operandText(container)} any more`,
};
