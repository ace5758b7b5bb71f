/** What prevents the deletion of an applet. [JCRE §11.3.4] */
import { type Bytes, hex } from '../base/index.ts';
import { refuse } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { type Heap, type ReferenceKinds, referencesIn } from './heap/index.ts';
import type { AppletRecord } from './records.ts';

/** What is deleted by one command: what refers to each other among it does no harm. */
export interface Leaving {
  /** AIDs. */
  readonly applets: readonly Bytes[];
  /** The AID of their package, where it goes with them. */
  readonly file?: Bytes | undefined;
}

/** Refuses where an applet of the same package is selected. [JCRE §11.3.4.1] */
export function demandInactive(
  { context, aid }: AppletRecord,
  active: Iterable<AppletRecord>,
): void {
  const found = [...active].find((one) => one.context === context);
  if (found === undefined) return;
  const why = `${hex(found.aid)}, of the package of ${hex(aid)}, is selected`;
  refuse(SW.CONDITIONS, 'JCRE §11.3.4.1', why);
}

/**
 * Refuses where objects of others, or static fields, refer to one of the applet's; but for those
 * that leave with it: applets by their numbers, a package by its own. [JCRE §11.3.4.3]
 */
export function demandUnreferenced(
  { number, aid }: AppletRecord,
  heap: Heap,
  {
    kinds,
    applets,
    context,
  }: {
    readonly kinds: ReferenceKinds;
    readonly applets: readonly number[];
    readonly context: number | undefined;
  },
): void {
  for (const object of heap.objects()) {
    const owner = heap.ownerOf(object);
    if (owner === number || applets.includes(owner)) continue;
    if (owner === 0 && context !== undefined && heap.contextOf(object) === context) continue;
    const referred = referencesIn(heap, object, kinds);
    if (!referred.some((one) => one !== 0 && heap.ownerOf(one) === number)) continue;
    const who = owner === 0 ? 'a static field' : 'another applet';
    refuse(SW.CONDITIONS, 'JCRE §11.3.4', `${who} refers to an object of ${hex(aid)}`);
  }
}
