/**
 * The alias registry: entries that say which real AID a common AID stands for in a container. An
 * AID is common if an entry names it or two containers hold it. [M-40] [M-41] [M-42]
 */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  equal,
  Fault,
  fromUtf8,
  hex,
  HostError,
  unhex,
  utf8,
} from '../../base/index.ts';
import type { Cell, Nvm } from '../abi/index.ts';

export interface AliasEntry {
  readonly common: Bytes;
  readonly container: string;
  readonly real: Bytes;
}

/** What the registry needs of the containers: which of them hold an AID now. */
export interface AidHolders {
  readonly containers: readonly string[];
  holds(container: string, aid: Bytes): boolean;
}

const codec = {
  emit: (entries: readonly AliasEntry[]): Bytes =>
    utf8(entries.map((one) => `${hex(one.common)} ${hex(one.real)} ${one.container}`).join('\n')),
  parse: (stored: Bytes): readonly AliasEntry[] =>
    fromUtf8(stored)
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [common, real, container] = line.split(' ');
        if (!common || !real || !container)
          throw new Fault('an alias has two AIDs and a container');
        return { common: unhex(common), container, real: unhex(real) };
      }),
};

export class AliasRegistry {
  readonly #cell: Cell<readonly AliasEntry[]>;

  constructor(partition: Nvm, initial: readonly AliasEntry[]) {
    this.#cell = partition.cell<readonly AliasEntry[]>('aliases', codec, initial);
  }

  entries(): readonly AliasEntry[] {
    return this.#cell.get();
  }

  /** Adds an entry; `HostError` ALIAS_INVALID when it cannot mean anything or contradicts one. */
  add(entry: AliasEntry, holders: AidHolders): void {
    const problem = this.#problemOf(entry, holders);
    if (problem) throw new HostError('ALIAS_INVALID', problem[0], problem[1]);
    this.#cell.set([...this.entries(), entry]);
  }

  /**
   * Removes the entry of a common AID in a container. A clash, one AID that two containers hold by
   * themselves, has no entry to remove: ALIAS_NEEDED.
   */
  remove(
    { common, container }: Pick<AliasEntry, 'common' | 'container'>,
    holders: AidHolders,
  ): void {
    const rest = this.entries().filter(
      (one) => !(one.container === container && equal(one.common, common)),
    );
    if (rest.length < this.entries().length) {
      this.#cell.set(rest);
      return;
    }
    if (isClash(common, holders) && holders.holds(container, common)) {
      throw new HostError(
        'ALIAS_NEEDED',
        `${hex(common)} is held by two containers: only the link decides which is selected`,
        'remove the application from one of the containers instead',
      );
    }
    throw new HostError(
      'ALIAS_INVALID',
      `no entry makes ${hex(common)} an alias in ${container}`,
      'list them: bifrons alias list',
    );
  }

  #problemOf(entry: AliasEntry, holders: AidHolders): readonly [string, string] | undefined {
    const { common, container, real } = entry;
    for (const aid of [common, real]) {
      if (aid.length < AID_LENGTH_MIN || aid.length > AID_LENGTH_MAX) {
        return [`an AID has 5 to 16 bytes, not ${aid.length}`, 'give both AIDs whole'];
      }
    }
    if (!holders.containers.includes(container)) {
      return [
        `the device has no container "${container}"`,
        `containers here: ${holders.containers.join(', ')}`,
      ];
    }
    if (equal(common, real))
      return ['an alias differs from the real AID', 'give another common AID'];
    if (!holders.holds(container, real)) {
      return [
        `${container} holds nothing under ${hex(real)}`,
        'list what it holds: bifrons topology',
      ];
    }
    if (holders.holds(container, common)) {
      return [
        `${container} holds ${hex(common)} itself`,
        'choose an AID that is free in this container',
      ];
    }
    const same = this.entries().find(
      (one) => one.container === container && equal(one.common, common),
    );
    if (same)
      return [
        `${hex(common)} already means ${hex(same.real)} in ${container}`,
        'remove that entry first',
      ];
    return undefined;
  }
}

/** Whether two containers hold this AID by themselves. */
export function isClash(aid: Bytes, holders: AidHolders): boolean {
  let count = 0;
  for (const container of holders.containers) if (holders.holds(container, aid)) count++;
  return count > 1;
}
