/**
 * The registry as stored: one template E3 per entry, with tags as GET STATUS has them where it has
 * them.
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  Fault,
  fromUtf8,
  isWireError,
  readBigEndian,
  utf8,
} from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from '../../wire/index.ts';
import { cardStateName } from './life-cycle.ts';
import { emitPrivileges, parsePrivileges } from './privileges.ts';
import type { EntryKind, RegistryEntry, RegistryState } from './entry.ts';

const KINDS: readonly EntryKind[] = ['issuer', 'security-domain', 'application', 'load-file'];

const TAG = {
  ENTRY: 0xe3,
  NEXT_HANDLE: 0xc0,
  KIND: 0x80,
  HANDLE: 0x81,
  DOMAIN: 0x82,
  NAME: 0x50,
  AID: 0x4f,
  LIFE_CYCLE: 0x9f70,
  PRIVILEGES: 0xc5,
  LOAD_FILE: 0xc4,
  VERSION: 0xce,
  MODULE: 0x84,
} as const;

export const registryCodec: Codec<RegistryState> = {
  emit(state) {
    return concat(
      emitTlv(TAG.NEXT_HANDLE, bigEndian(state.nextHandle, 4)),
      ...state.entries.map((entry) => emitTlv(TAG.ENTRY, ...emitEntry(entry))),
    );
  },
  parse(stored) {
    const list = parts(stored);
    return {
      nextHandle: readBigEndian(value(list, TAG.NEXT_HANDLE)),
      entries: list
        .filter((one) => one.tag === TAG.ENTRY)
        .map((one) => parseEntry(parts(one.value))),
    };
  },
  describe: ({ entries, nextHandle }) => ({
    entries: entries.map(({ lifeCycle, privileges, ...entry }) => ({
      ...entry,
      lifeCycle: entry.kind === 'issuer' ? cardStateName(lifeCycle) : bytes(lifeCycle),
      privileges: emitPrivileges(privileges),
    })),
    nextHandle,
  }),
};

function emitEntry(entry: RegistryEntry): readonly Bytes[] {
  return [
    emitTlv(TAG.KIND, bytes(KINDS.indexOf(entry.kind))),
    emitTlv(TAG.HANDLE, bigEndian(entry.handle, 4)),
    emitTlv(TAG.NAME, utf8(entry.name)),
    emitTlv(TAG.AID, entry.aid),
    emitTlv(TAG.LIFE_CYCLE, bytes(entry.lifeCycle)),
    emitTlv(TAG.PRIVILEGES, emitPrivileges(entry.privileges)),
    emitTlv(TAG.DOMAIN, bigEndian(entry.domain, 4)),
    emitTlv(TAG.LOAD_FILE, entry.loadFile),
    emitTlv(TAG.VERSION, entry.version),
    ...entry.modules.map((module) => emitTlv(TAG.MODULE, module)),
  ];
}

function parseEntry(list: readonly Tlv[]): RegistryEntry {
  const kind = KINDS[value(list, TAG.KIND)[0] ?? KINDS.length];
  if (kind === undefined) throw new Fault('the stored registry has an entry of an unknown kind');
  return {
    kind,
    handle: readBigEndian(value(list, TAG.HANDLE)),
    name: fromUtf8(value(list, TAG.NAME)),
    aid: value(list, TAG.AID),
    lifeCycle: readBigEndian(value(list, TAG.LIFE_CYCLE)),
    privileges: parsePrivileges(value(list, TAG.PRIVILEGES)),
    domain: readBigEndian(value(list, TAG.DOMAIN)),
    loadFile: findTlv(list, TAG.LOAD_FILE) ?? EMPTY,
    version: findTlv(list, TAG.VERSION) ?? EMPTY,
    modules: list.filter((one) => one.tag === TAG.MODULE).map((one) => one.value),
  };
}

function parts(stored: Bytes): readonly Tlv[] {
  const list = parseTlvs(stored);
  if (isWireError(list)) throw new Fault('the stored registry is no sequence of data objects');
  return list;
}

function value(list: readonly Tlv[], tag: number): Bytes {
  const found = findTlv(list, tag);
  if (found === undefined)
    throw new Fault(`the stored registry lacks data object ${tag.toString(16)}`);
  return found;
}
