/**
 * Look-ups in a list of entities, whose identity is its version. Short lists, and those that change
 * with each command, are scanned; a long one that stays is indexed once it was searched some times.
 */
import { type Bytes, equal, hex } from '../../base/index.ts';
import type { Entity, EntityList } from './contract.ts';

/** Up to here a scan costs less than a key for a map. */
const SCANNED_LENGTH = 64;
/** An index costs as much as some scans. */
const SCANS_BEFORE_INDEX = 8;

interface EntityIndex {
  readonly byHandle: ReadonlyMap<number, Entity>;
  readonly byAid: ReadonlyMap<string, EntityList>;
}

interface Searched {
  scans: number;
  index: EntityIndex | undefined;
}

const SEARCHED = new WeakMap<EntityList, Searched>();
const KEYS = new WeakMap<Entity, string>();
const NONE: EntityList = [];

/** Its AID in hexadecimal, made once: lists share the entities that have not changed. */
export function aidKey(entity: Entity): string {
  let key = KEYS.get(entity);
  if (key === undefined) {
    key = hex(entity.aid);
    KEYS.set(entity, key);
  }
  return key;
}

export function entityByHandle(list: EntityList, handle: number): Entity | undefined {
  const index = indexOf(list);
  return index === undefined
    ? list.find((one) => one.handle === handle)
    : index.byHandle.get(handle);
}

/** Those of this AID, in the order of the list. */
export function entitiesByAid(list: EntityList, aid: Bytes): EntityList {
  const index = indexOf(list);
  return index === undefined
    ? list.filter((one) => equal(one.aid, aid))
    : (index.byAid.get(hex(aid)) ?? NONE);
}

function indexOf(list: EntityList): EntityIndex | undefined {
  if (list.length <= SCANNED_LENGTH) return undefined;
  let searched = SEARCHED.get(list);
  if (searched === undefined) {
    searched = { scans: 0, index: undefined };
    SEARCHED.set(list, searched);
  }
  if (searched.index === undefined && searched.scans++ >= SCANS_BEFORE_INDEX) {
    searched.index = makeIndex(list);
  }
  return searched.index;
}

function makeIndex(list: EntityList): EntityIndex {
  const byHandle = new Map<number, Entity>();
  const byAid = new Map<string, Entity[]>();
  for (const entity of list) {
    if (!byHandle.has(entity.handle)) byHandle.set(entity.handle, entity);
    const key = aidKey(entity);
    const same = byAid.get(key);
    if (same === undefined) byAid.set(key, [entity]);
    else same.push(entity);
  }
  return { byHandle, byAid };
}
