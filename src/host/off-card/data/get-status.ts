/** GET STATUS, and the entries that it lists. [GPCS §11.4] */
import { type Bytes, bytes, concat, EMPTY, isWireError } from '../../../base/index.ts';
import { emitTlv, findTlv, parseTlvs, SW, type Tlv, INS } from '../../../wire/index.ts';
import {
  ENTRY_TAG,
  LISTING,
  parsePrivileges,
  PRIVILEGE,
  SUBSET,
} from '../../../wire/globalplatform/index.ts';
import type { CardSession } from '../card-session.ts';
import { type CardCommand, refused, unreadable } from '../command.ts';
import type { HostConversation } from '../conversation.ts';
import { type EntryKind, entryStateName, privilegeNames } from './names.ts';

const PAGES_MAX = 1000;

export interface RegistryRow {
  readonly kind: EntryKind;
  readonly aid: Bytes;
  readonly state: number;
  readonly stateName: string;
  readonly privileges: readonly string[];
  /** Of an application: the load file that it came with, and its security domain. */
  readonly loadFile: Bytes | undefined;
  readonly domain: Bytes | undefined;
  /** Of a load file: two bytes, major and minor. */
  readonly version: Bytes | undefined;
  readonly modules: readonly Bytes[];
  /** Implicit selection parameters. */
  readonly implicit: Bytes;
}

/** All that the security domain shows of the registry, by way of the issuer's entry. */
export function* listRegistry(session: CardSession): HostConversation<readonly RegistryRow[]> {
  const rows: RegistryRow[] = [];
  for (const subset of [SUBSET.ISSUER, SUBSET.APPLICATIONS]) {
    rows.push(...((yield* listSubset(session, subset)) ?? []));
  }
  // A card without modules in its answers still lists its load files.
  const files = yield* listSubset(session, SUBSET.LOAD_FILES_AND_MODULES);
  rows.push(...(files ?? (yield* listSubset(session, SUBSET.LOAD_FILES)) ?? []));
  return rows;
}

/** `undefined` where the card does not know the subset, or does not show it here. */
function* listSubset(
  session: CardSession,
  subset: number,
): HostConversation<readonly RegistryRow[] | undefined> {
  for (const form of [LISTING.TLV, 0]) {
    const pages = yield* listPages(session, subset, form);
    if (pages === undefined) continue;
    return form === LISTING.TLV ? parseEntries(subset, pages) : parseOldEntries(subset, pages);
  }
  return undefined;
}

function* listPages(
  session: CardSession,
  subset: number,
  form: number,
): HostConversation<Bytes | undefined> {
  let all: Bytes = EMPTY;
  for (let page = 0; page < PAGES_MAX; page++) {
    const command = getStatus(subset, form | (page === 0 ? 0 : LISTING.NEXT));
    const { data, sw } = yield* session.send(command);
    if (sw === SW.REFERENCED_DATA_NOT_FOUND) return all;
    if (page === 0 && (sw === SW.WRONG_P1P2 || sw === SW.WRONG_DATA)) return undefined;
    if (sw !== SW.OK && sw !== SW.MORE_DATA) throw refused(command, sw);
    all = concat(all, data);
    if (sw === SW.OK) return all;
  }
  return all;
}

export function getStatus(subset: number, p2: number): CardCommand {
  const data = emitTlv(ENTRY_TAG.AID, EMPTY);
  return { name: 'GET STATUS', ins: INS.GET_STATUS, p1: subset, p2, data };
}

/** [GPCS §11.4.3.1 table 11-36] */
export function parseEntries(subset: number, data: Bytes): readonly RegistryRow[] {
  const list = parseTlvs(data);
  if (isWireError(list)) throw unreadable('GET STATUS', data);
  return list.map(({ tag, value }) => {
    const objects = tag === ENTRY_TAG.ENTRY ? parseTlvs(value) : [];
    if (isWireError(objects)) throw unreadable('GET STATUS', data);
    return rowOf(subset, objects);
  });
}

function rowOf(subset: number, objects: readonly Tlv[]): RegistryRow {
  const all = (tag: number): readonly Bytes[] =>
    objects.filter((one) => one.tag === tag).map(({ value }) => value);
  const privileges = findTlv(objects, ENTRY_TAG.PRIVILEGES) ?? EMPTY;
  return makeRow({
    subset,
    aid: findTlv(objects, ENTRY_TAG.AID) ?? EMPTY,
    state: findTlv(objects, ENTRY_TAG.LIFE_CYCLE)?.[0] ?? 0,
    privileges,
    loadFile: findTlv(objects, ENTRY_TAG.LOAD_FILE),
    domain: findTlv(objects, ENTRY_TAG.DOMAIN),
    version: findTlv(objects, ENTRY_TAG.VERSION),
    modules: all(ENTRY_TAG.MODULE),
    implicit: concat(...all(ENTRY_TAG.IMPLICIT)),
  });
}

/** AID, state, one byte of privileges, and of load files their modules. [GPCS §11.4.2.2] */
export function parseOldEntries(subset: number, data: Bytes): readonly RegistryRow[] {
  const rows: RegistryRow[] = [];
  let at = 0;
  const take = (length: number): Bytes => {
    if (at + length > data.length) throw unreadable('GET STATUS', data);
    at += length;
    return data.subarray(at - length, at);
  };
  while (at < data.length) {
    const aid = take(take(1)[0]!);
    const [state, privilege] = take(2);
    const count = subset === SUBSET.LOAD_FILES_AND_MODULES ? take(1)[0]! : 0;
    const modules = Array.from({ length: count }, () => take(take(1)[0]!));
    const privileges = bytes(privilege!);
    rows.push(makeRow({ subset, aid, state: state!, privileges, modules }));
  }
  return rows;
}

interface RowParts {
  readonly subset: number;
  readonly aid: Bytes;
  readonly state: number;
  readonly privileges: Bytes;
  readonly modules: readonly Bytes[];
  readonly loadFile?: Bytes | undefined;
  readonly domain?: Bytes | undefined;
  readonly version?: Bytes | undefined;
  readonly implicit?: Bytes;
}

function makeRow({ subset, privileges, implicit = EMPTY, ...row }: RowParts): RegistryRow {
  const kind = kindOf(subset, privileges);
  const { loadFile, domain, version } = row;
  return {
    ...row,
    kind,
    stateName: entryStateName(kind, row.state),
    privileges: privilegeNames(privileges),
    loadFile,
    domain,
    version,
    implicit,
  };
}

function kindOf(subset: number, privileges: Bytes): EntryKind {
  if (subset === SUBSET.ISSUER) return 'issuer';
  if (subset !== SUBSET.APPLICATIONS) return 'load-file';
  return (parsePrivileges(privileges) & PRIVILEGE.SECURITY_DOMAIN) === 0 ? 'application' : 'domain';
}
