/**
 * GET STATUS of the contactless registry service: which applications, and which data objects of
 * each. [GPAmdC §3.11.3]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  equal,
  isWireError,
  startsWith,
} from '../../../base/index.ts';
import {
  CONTACTLESS_TAG,
  type ContactlessEntry,
  parseTagList,
  TAG_TAG_LIST,
} from '../../../gp/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { emitTlv, parseTlvs, SW, type Tlv } from '../../../wire/index.ts';

const CLAUSE = 'GPAmdC §3.11.3.2.3';
const TAG_TEMPLATE = 0x61;
/** The place in the order of selection; it has no other use in GET STATUS. */
const TAG_PRIORITY = CONTACTLESS_TAG.INITIAL;
/** Of an application that says nothing else: it needs no display. */
const NO_DISPLAY = 0x00;

const CRITERIA: readonly number[] = [
  CONTACTLESS_TAG.STATE,
  CONTACTLESS_TAG.FAMILY,
  CONTACTLESS_TAG.DISPLAY,
];
const ALWAYS: readonly number[] = [CONTACTLESS_TAG.AID, CONTACTLESS_TAG.STATE];

export interface RegistryQuery {
  readonly prefix: Bytes;
  readonly criteria: readonly Tlv[];
  readonly tags: readonly number[] | undefined;
}

export function parseQuery(data: Bytes): RegistryQuery {
  const objects = parseTlvs(data);
  if (isWireError(objects)) return refuse(SW.WRONG_DATA, CLAUSE, 'the query is no data objects');
  const [first, ...rest] = objects;
  if (first?.tag !== CONTACTLESS_TAG.AID) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'the query begins with an AID, or an empty one');
  }
  const lists = rest.filter(({ tag }) => tag === TAG_TAG_LIST);
  const criteria = rest.filter(({ tag }) => tag !== TAG_TAG_LIST);
  if (lists.length > 1 || criteria.some(({ tag }) => !CRITERIA.includes(tag))) {
    refuse(SW.WRONG_DATA, CLAUSE, 'a search criterion that the registry does not have');
  }
  const tags = lists[0] && parseTagList(lists[0].value);
  if (lists[0] !== undefined && tags === undefined) {
    refuse(SW.WRONG_DATA, CLAUSE, 'the tag list ends inside a tag');
  }
  return { prefix: first.value, criteria, tags };
}

/** The templates of all that match; `undefined` where none has what the tag list names. */
export function emitStatus(
  entries: readonly ContactlessEntry[],
  query: RegistryQuery,
): Bytes | undefined {
  const rows = entries
    .map((entry, place) => ({ entry, objects: objectsOf(entry, place) }))
    .filter(({ entry, objects }) => matches(entry, objects, query));
  const shown = rows.map(({ objects }) => objects.filter(([tag]) => isShown(tag, query.tags)));
  const { tags } = query;
  if (tags !== undefined && rows.length > 0) {
    const isPresent = shown.some((one) => one.some(([tag]) => tags.includes(tag)));
    if (!isPresent) return undefined;
  }
  const templates = shown.map((one) =>
    emitTlv(TAG_TEMPLATE, ...one.map(([tag, value]) => emitTlv(tag, value))),
  );
  return concat(...templates);
}

type Object = readonly [tag: number, value: Bytes];

function isShown(tag: number, tags: readonly number[] | undefined): boolean {
  return tags === undefined || ALWAYS.includes(tag) || tags.includes(tag);
}

/** [GPAmdC §3.11 table 3-9] */
function objectsOf({ aid, lifeCycle, contactless }: ContactlessEntry, place: number): Object[] {
  const { state, family, display, discretionary, observers, updates } = contactless;
  const objects: Object[] = [
    [CONTACTLESS_TAG.AID, aid],
    [CONTACTLESS_TAG.STATE, bytes(lifeCycle, state)],
    [CONTACTLESS_TAG.UPDATES, bigEndian(updates, 2)],
    [TAG_PRIORITY, bytes(Math.min(place, 0xff))],
  ];
  if (family.length > 0) objects.push([CONTACTLESS_TAG.FAMILY, family]);
  objects.push([CONTACTLESS_TAG.DISPLAY, display.length > 0 ? display : bytes(NO_DISPLAY)]);
  if (discretionary.length > 0) objects.push([CONTACTLESS_TAG.DISCRETIONARY, discretionary]);
  if (observers.length > 0) {
    const list = observers.map((one) => emitTlv(CONTACTLESS_TAG.AID, one));
    objects.push([CONTACTLESS_TAG.OBSERVERS, concat(...list)]);
  }
  return objects;
}

/** All criteria hold; of the states, the contactless one counts. */
function matches(
  { aid, contactless }: ContactlessEntry,
  objects: readonly Object[],
  { prefix, criteria }: RegistryQuery,
): boolean {
  if (!startsWith(aid, prefix)) return false;
  return criteria.every(({ tag, value }) => {
    if (tag === CONTACTLESS_TAG.STATE) return value.length === 2 && value[1] === contactless.state;
    return objects.some((one) => one[0] === tag && equal(one[1], value));
  });
}
