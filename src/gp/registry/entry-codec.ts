/** A registry entry as stored: data objects, with tags as GET STATUS has them where it has them. */
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
import { emitPrivileges, parsePrivileges } from '../../wire/globalplatform/index.ts';
import { contactlessCodec } from './contactless.ts';
import { ENTRY_KINDS, type RegistryEntry } from './entry.ts';
import { cardStateName } from './life-cycle.ts';

const TAG = {
  KIND: 0x80,
  ID: 0x81,
  DOMAIN: 0x82,
  TRAITS: 0x83,
  MODULE_OF: 0x85,
  ROLE: 0x86,
  RUNTIME: 0x87,
  ACCEPTS: 0x88,
  UNIQUE_SERVICES: 0x89,
  CONTACTLESS: 0xa0,
  UICC: 0xea,
  NAME: 0x50,
  AID: 0x4f,
  LIFE_CYCLE: 0x9f70,
  PRIVILEGES: 0xc5,
  LOAD_FILE: 0xc4,
  VERSION: 0xce,
  MODULE: 0x84,
  IMPLICIT: 0xcf,
  PROVIDER: 0x5f20,
  SERVICES: 0xcb,
  RESTRICTED: 0xd9,
  VOLATILE_RESERVED: 0xd7,
  NON_VOLATILE_RESERVED: 0xd8,
} as const;

const TRAIT = { SINGLE: 0x01, FRAMES_ITSELF: 0x02 } as const;
const ID_LENGTH = 4;
const NUMBER_LENGTH = 4;

export const entryCodec: Codec<RegistryEntry> = {
  emit(entry) {
    return concat(
      emitTlv(TAG.KIND, bytes(ENTRY_KINDS.indexOf(entry.kind))),
      emitTlv(TAG.ID, bigEndian(entry.id, ID_LENGTH)),
      emitTlv(TAG.NAME, utf8(entry.name)),
      emitTlv(TAG.AID, entry.aid),
      emitTlv(TAG.LIFE_CYCLE, bytes(entry.lifeCycle)),
      emitTlv(TAG.PRIVILEGES, emitPrivileges(entry.privileges)),
      emitTlv(TAG.DOMAIN, bigEndian(entry.domain, ID_LENGTH)),
      emitTlv(TAG.TRAITS, bytes(traitsOf(entry))),
      optional(TAG.LOAD_FILE, entry.loadFile),
      optional(TAG.MODULE_OF, entry.module),
      optional(TAG.ROLE, utf8(entry.role)),
      optional(TAG.RUNTIME, utf8(entry.runtime)),
      optional(TAG.IMPLICIT, entry.implicit),
      optional(TAG.PROVIDER, entry.provider),
      optional(TAG.SERVICES, entry.services),
      optional(TAG.UNIQUE_SERVICES, entry.uniqueServices),
      optional(TAG.UICC, entry.uicc),
      optional(TAG.CONTACTLESS, contactlessCodec.emit(entry.contactless)),
      optionalNumber(TAG.RESTRICTED, entry.restricted),
      optionalNumber(TAG.ACCEPTS, entry.accepts),
      optionalNumber(TAG.VOLATILE_RESERVED, entry.volatileReserved),
      optionalNumber(TAG.NON_VOLATILE_RESERVED, entry.nonVolatileReserved),
      optional(TAG.VERSION, entry.version),
      ...entry.modules.map((module) => emitTlv(TAG.MODULE, module)),
    );
  },
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('a stored registry entry is no row of data objects');
    const kind = ENTRY_KINDS[value(list, TAG.KIND)[0] ?? ENTRY_KINDS.length];
    if (kind === undefined) throw new Fault('a stored registry entry is of an unknown kind');
    const traits = readBigEndian(value(list, TAG.TRAITS));
    return {
      kind,
      id: readBigEndian(value(list, TAG.ID)),
      name: fromUtf8(value(list, TAG.NAME)),
      aid: value(list, TAG.AID),
      lifeCycle: readBigEndian(value(list, TAG.LIFE_CYCLE)),
      privileges: parsePrivileges(value(list, TAG.PRIVILEGES)),
      domain: readBigEndian(value(list, TAG.DOMAIN)),
      loadFile: findTlv(list, TAG.LOAD_FILE) ?? EMPTY,
      module: findTlv(list, TAG.MODULE_OF) ?? EMPTY,
      role: fromUtf8(findTlv(list, TAG.ROLE) ?? EMPTY),
      runtime: fromUtf8(findTlv(list, TAG.RUNTIME) ?? EMPTY),
      multiSelectable: (traits & TRAIT.SINGLE) === 0,
      framing: (traits & TRAIT.FRAMES_ITSELF) === 0 ? 'kernel' : 'own',
      implicit: findTlv(list, TAG.IMPLICIT) ?? EMPTY,
      provider: findTlv(list, TAG.PROVIDER) ?? EMPTY,
      services: findTlv(list, TAG.SERVICES) ?? EMPTY,
      uniqueServices: findTlv(list, TAG.UNIQUE_SERVICES) ?? EMPTY,
      uicc: findTlv(list, TAG.UICC) ?? EMPTY,
      contactless: contactlessCodec.parse(findTlv(list, TAG.CONTACTLESS) ?? EMPTY),
      restricted: numberOf(list, TAG.RESTRICTED),
      accepts: numberOf(list, TAG.ACCEPTS),
      volatileReserved: numberOf(list, TAG.VOLATILE_RESERVED),
      nonVolatileReserved: numberOf(list, TAG.NON_VOLATILE_RESERVED),
      version: findTlv(list, TAG.VERSION) ?? EMPTY,
      modules: list.filter((one) => one.tag === TAG.MODULE).map((one) => one.value),
    };
  },
  // The fields in one order, however the entry was made.
  describe: (entry) => ({
    kind: entry.kind,
    id: entry.id,
    name: entry.name,
    aid: entry.aid,
    lifeCycle: entry.kind === 'issuer' ? cardStateName(entry.lifeCycle) : bytes(entry.lifeCycle),
    privileges: emitPrivileges(entry.privileges),
    domain: entry.domain,
    loadFile: entry.loadFile,
    module: entry.module,
    role: entry.role,
    runtime: entry.runtime,
    multiSelectable: entry.multiSelectable,
    framing: entry.framing,
    version: entry.version,
    modules: entry.modules,
  }),
};

function traitsOf({ multiSelectable, framing }: RegistryEntry): number {
  return (multiSelectable ? 0 : TRAIT.SINGLE) | (framing === 'own' ? TRAIT.FRAMES_ITSELF : 0);
}

function optional(tag: number, content: Bytes): Bytes {
  return content.length === 0 ? EMPTY : emitTlv(tag, content);
}

/** Four bytes; nothing for zero. */
function optionalNumber(tag: number, value: number): Bytes {
  return value === 0 ? EMPTY : emitTlv(tag, bigEndian(value, NUMBER_LENGTH));
}

function numberOf(list: readonly Tlv[], tag: number): number {
  return readBigEndian(findTlv(list, tag) ?? EMPTY);
}

function value(list: readonly Tlv[], tag: number): Bytes {
  const found = findTlv(list, tag);
  if (found !== undefined) return found;
  throw new Fault(`a stored registry entry lacks data object ${tag.toString(16)}`);
}

/** The numbers of the entries, in registry order. */
export const indexCodec: Codec<readonly number[]> = {
  emit: (ids) => concat(...ids.map((id) => bigEndian(id, ID_LENGTH))),
  parse(stored) {
    if (stored.length % ID_LENGTH !== 0) throw new Fault('the stored index ends inside a number');
    const ids: number[] = [];
    for (let at = 0; at < stored.length; at += ID_LENGTH) {
      ids.push(readBigEndian(stored.subarray(at, at + ID_LENGTH)));
    }
    return ids;
  },
};

/** The count of changes, as the contactless registry shows it. */
export const updatesCodec: Codec<number> = {
  emit: (updates) => bigEndian(updates, 2),
  parse(stored) {
    if (stored.length !== 2) throw new Fault('the stored count of changes is two bytes');
    return readBigEndian(stored);
  },
};

/** Functions that are restricted for every security domain. */
export const restrictionsCodec: Codec<number> = {
  emit: (functions) => bytes(functions),
  parse(stored) {
    if (stored.length !== 1) throw new Fault('the stored restrictions are one byte');
    return readBigEndian(stored);
  },
};
