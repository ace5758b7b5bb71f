/** Content of memory that no device wrote: found when it is read. */
import { Fault } from '../../base/index.ts';

/** Names the record and what is wrong with it. */
export class MemoryDamage extends Fault {
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
  /** The record's key in its owner's memory; absent where several contradict each other. */
  readonly key: string | undefined;

  constructor(
    place: { readonly owner: string; readonly key?: string | undefined },
    cause: unknown,
  ) {
    const { owner, key } = place;
    super(`${key === undefined ? owner : `${owner} ${key}`}: ${reasonOf(cause)}`);
    this.owner = owner;
    this.key = key;
    this.cause = cause;
  }
}

/** Does what reads memory; an error there is reported as damage of that place. */
export function reading<T>(
  place: { readonly owner: string; readonly key?: string | undefined },
  act: () => T,
): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof MemoryDamage ? error : new MemoryDamage(place, error);
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whose a partition is: the operating system's are named as they are, `container.C30` is C30's. */
export function ownerOf(partition: string): string {
  return partition.slice(partition.indexOf('.') + 1);
}
