/** GET STATUS: the container's own registry, page by page. [GPCS §11.4] */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  equal,
  isWireError,
  startsWith,
} from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import { emitTlv, findTlv, INS, parseTlvs, SW } from '../../wire/index.ts';
import {
  emitPrivileges,
  ENTRY_TAG,
  LISTING,
  PRIVILEGE,
  SUBSET,
} from '../../wire/globalplatform/index.ts';
import { channelStates } from '../channel/channel-state.ts';
import type { Domain } from '../domain/domain.ts';
import { RESPONSE_DATA_SHORT_MAX } from '../limits.ts';
import type { PlainCommand } from './plain-command.ts';
import type { EntryKind, RegistryEntry } from '../registry/entry.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { type DomainSession, domainSession } from './domain-session.ts';
import { parseTagList, TAG_TAG_LIST } from './tag-list.ts';

/** The rest of P1 is reserved, and ignored as required. [GPCS §11.1] */
const SUBSET_BITS = 0xf0;
const KINDS: ReadonlyMap<number, readonly EntryKind[]> = new Map<number, readonly EntryKind[]>([
  [SUBSET.ISSUER, ['issuer']],
  [SUBSET.APPLICATIONS, ['security-domain', 'application']],
  [SUBSET.LOAD_FILES, ['load-file']],
  [SUBSET.LOAD_FILES_AND_MODULES, ['load-file']],
]);

interface Search {
  readonly subset: number;
  /** What the AID must begin with. */
  readonly prefix: Bytes;
  /** Tags to show; all where absent. */
  readonly tags: readonly number[] | undefined;
  readonly tlv: boolean;
}

export const getStatus: CommandDefinition = {
  name: 'GET STATUS',
  ins: INS.GET_STATUS,
  clause: 'GPCS §11.4',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-terminated',
  direction: incoming,
  check(domain, { p1, p2 }) {
    const subset = p1 & SUBSET_BITS;
    checkForm(domain, p2);
    if (!KINDS.has(subset)) refuse(SW.WRONG_P1P2, 'GPCS §11.4.2.1', 'no subset of the registry');
    if (subset !== SUBSET.ISSUER) return;
    if ((p2 & LISTING.NEXT) !== 0) {
      refuse(SW.WRONG_P1P2, 'GPCS §11.4.2.2', 'there is one issuer security domain');
    }
    if (domain.entry.kind !== 'issuer' && !domain.holds(PRIVILEGE.GLOBAL_REGISTRY)) {
      refuse(SW.WRONG_P1P2, 'GPCS §11.4.2.1', 'this security domain may not list the issuer');
    }
  },
  run(domain, command) {
    const search = readSearch(command);
    const state = domainSession(command.session);
    const next = (command.p2 & LISTING.NEXT) !== 0;
    const after = next ? lastId(command, state) : -1;
    if (!next) state.listing = undefined;
    const found = matches(domain, search).filter((one) => one.id > after);
    if (found.length === 0)
      refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.4.3.2', 'nothing matches');
    const room = lengthMax(domain, command.session);
    const { data, last } = page(domain, { search, found, lengthMax: room });
    state.listing = { p1: command.p1, data: Uint8Array.from(command.data), lastId: last.id };
    return { data, sw: last === found.at(-1) ? SW.OK : SW.MORE_DATA };
  },
};

/** Older cards have the deprecated form alone, and some of today have left it out. */
function checkForm({ environment }: Domain, p2: number): void {
  const { statusForms } = environment.settings.personality;
  const form = (p2 & LISTING.TLV) === 0 ? 'old' : 'tlv';
  if (statusForms === 'both' || statusForms === form) return;
  refuse(SW.WRONG_P1P2, 'GPCS §11.4.2.2', 'this card does not have this form of GET STATUS');
}

function readSearch(command: PlainCommand): Search {
  const subset = command.p1 & SUBSET_BITS;
  const tlv = (command.p2 & LISTING.TLV) !== 0;
  if (subset !== SUBSET.ISSUER) return { subset, tlv, ...readCriteria(command.data) };
  // The search criterion is ignored here, but a tag list counts.
  const objects = parseTlvs(command.data);
  const list = isWireError(objects) ? undefined : findTlv(objects, TAG_TAG_LIST);
  return { subset, prefix: EMPTY, tags: list && parseTagList(list), tlv };
}

/** [GPCS §11.4.2.3 table 11-35] */
function readCriteria(data: Bytes): Pick<Search, 'prefix' | 'tags'> {
  const objects = parseTlvs(data);
  if (isWireError(objects))
    refuse(SW.WRONG_DATA, 'GPCS §11.4.2.3', 'search criteria are data objects');
  const first = objects[0];
  if (first?.tag !== ENTRY_TAG.AID || first.value.length > 16) {
    refuse(
      SW.WRONG_DATA,
      'GPCS §11.4.2.3',
      'the first search criterion is an AID of up to 16 bytes',
    );
  }
  const list = findTlv(objects, TAG_TAG_LIST);
  if (list === undefined) return { prefix: first.value, tags: undefined };
  const tags = parseTagList(list);
  if (tags === undefined) refuse(SW.WRONG_DATA, 'GPCS §11.4.2.3', 'the tag list ends inside a tag');
  return { prefix: first.value, tags };
}

/** Where the listing stands; only the same question goes on. [GPCS §11.4.2.2] */
function lastId(command: PlainCommand, state: DomainSession): number {
  const { listing } = state;
  if (listing === undefined || listing.p1 !== command.p1 || !equal(listing.data, command.data)) {
    refuse(SW.CONDITIONS, 'GPCS §11.4.2.2', 'no listing of these was begun');
  }
  return listing.lastId;
}

function matches(domain: Domain, search: Search): readonly RegistryEntry[] {
  const { registry } = domain.environment;
  const kinds = KINDS.get(search.subset)!;
  const own = domain.entry;
  return registry.entries.filter(
    (one) =>
      kinds.includes(one.kind) &&
      startsWith(one.aid, search.prefix) &&
      registry.isVisible(one, own),
  );
}

function lengthMax({ handle }: Domain, session: Session): number {
  const state = channelStates(session).of(handle);
  return state.stage === 'open' ? state.channel.responseLengthMax : RESPONSE_DATA_SHORT_MAX;
}

/** As many whole entries as fit, but at least one. */
function page(
  domain: Domain,
  from: {
    readonly search: Search;
    readonly found: readonly RegistryEntry[];
    readonly lengthMax: number;
  },
): { readonly data: Bytes; readonly last: RegistryEntry } {
  const parts: Bytes[] = [];
  let length = 0;
  let last = from.found[0]!;
  for (const entry of from.found) {
    const emitted = from.search.tlv
      ? emitEntry(domain, from.search, entry)
      : emitOldEntry(from.search, entry);
    if (parts.length > 0 && length + emitted.length > from.lengthMax) break;
    parts.push(emitted);
    length += emitted.length;
    last = entry;
  }
  return { data: concat(...parts), last };
}

/** With a second byte where the card has a contactless registry. [GPAmdC §8.1 table 8-1] */
function lifeCycle({ environment }: Domain, entry: RegistryEntry): Bytes {
  const { registry } = environment;
  if (registry.holder(PRIVILEGE.CONTACTLESS_ACTIVATION) === undefined)
    return bytes(entry.lifeCycle);
  return bytes(entry.lifeCycle, entry.contactless.state);
}

/** [GPCS §11.4.3.1 table 11-36] [GPCS §11.4.3.1 table 11-37] */
function emitEntry(domain: Domain, search: Search, entry: RegistryEntry): Bytes {
  const file = entry.kind === 'load-file';
  const above = domain.environment.registry.entry(entry.domain);
  const objects: (readonly [number, Bytes])[] = [
    [ENTRY_TAG.AID, entry.aid],
    [ENTRY_TAG.LIFE_CYCLE, lifeCycle(domain, entry)],
  ];
  if (!file) objects.push([ENTRY_TAG.PRIVILEGES, emitPrivileges(entry.privileges)]);
  for (const parameter of entry.implicit) objects.push([ENTRY_TAG.IMPLICIT, bytes(parameter)]);
  if (entry.loadFile.length > 0) objects.push([ENTRY_TAG.LOAD_FILE, entry.loadFile]);
  if (entry.version.length > 0) objects.push([ENTRY_TAG.VERSION, entry.version]);
  if (search.tags !== undefined || search.subset === SUBSET.LOAD_FILES_AND_MODULES) {
    for (const module of entry.modules) objects.push([ENTRY_TAG.MODULE, module]);
  }
  if (above !== undefined) objects.push([ENTRY_TAG.DOMAIN, above.aid]);
  const shown = objects.filter(([tag]) => search.tags === undefined || search.tags.includes(tag));
  return emitTlv(ENTRY_TAG.ENTRY, ...shown.map(([tag, value]) => emitTlv(tag, value)));
}

/**
 * The deprecated form: AID with length, state, one byte of privileges, modules. [GPCS §11.4.2.2]
 */
function emitOldEntry(search: Search, entry: RegistryEntry): Bytes {
  const head = concat(
    bytes(entry.aid.length),
    entry.aid,
    bytes(entry.lifeCycle, emitPrivileges(entry.privileges)[0]!),
  );
  if (search.subset !== SUBSET.LOAD_FILES_AND_MODULES) return head;
  const modules = entry.modules.flatMap((one) => [bytes(one.length), one]);
  return concat(head, bytes(entry.modules.length), ...modules);
}
