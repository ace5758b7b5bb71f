/** GET DATA: objects that a security domain stores, and some made on request. [GPCS §11.3] */
import { bigEndian, type Bytes, bytes, concat, isWireError } from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import {
  emitExtendedCardResources,
  emitTlv,
  findTlv,
  INS,
  parseTlvs,
  SW,
  TAG_EXTENDED_CARD_RESOURCES,
} from '../../wire/index.ts';
import { CLASS_PROPRIETARY, OBJECT, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import { channelStates } from '../channel/channel-state.ts';
import { sequenceCounter } from '../channel/sequence-counter.ts';
import { freeMemory, freeVolatileMemory } from '../content/memory.ts';
import {
  authoritiesOf,
  readCertificates,
  TAG_CARD_AUTHORITIES,
  TAG_HOST_AUTHORITIES,
} from '../domain/certificate-store.ts';
import {
  CONFIRMATION_COUNTER_LENGTH,
  confirmationCounter,
} from '../domain/confirmation-counter.ts';
import type { Domain, ObjectMaker } from '../domain/domain.ts';
import { emitKeyInformation } from '../domain/key-information.ts';
import type { CommandHead } from './command-head.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import type { PlainCommand } from './plain-command.ts';
import { parseTagList, TAG_TAG_LIST } from './tag-list.ts';

/** P1-P2 that come with a tag list in the command. [GPCS §11.3.2.2] */
const LIST_OF_APPLICATIONS = 0x2f00;
/** P1-P2 of the odd instruction code: objects of the current application. [ISO7816-4 §7.4.2] */
const CURRENT_APPLICATION = 0x3fff;
/**
 * Bit of the current security level: the off-card entity is authenticated. [GPCS §10.6 table 10-1]
 */
const AUTHENTICATED = 0x80;

/** P1-P2 with which data come in the command: a tag list, or a key reference. */
const COMES_WITH_DATA: ReadonlySet<number> = new Set([LIST_OF_APPLICATIONS, OBJECT.CERTIFICATES]);

/** Objects made on request, which nothing stored can replace. [GPCS §11.11.2.3] */
const MADE: ReadonlyMap<number, ObjectMaker> = new Map<number, ObjectMaker>([
  [OBJECT.AID, (domain) => domain.entry.aid],
  [OBJECT.KEY_INFORMATION, keyInformation],
  [OBJECT.SEQUENCE_COUNTER, sequenceCounter],
  [OBJECT.CONFIRMATION_COUNTER, receiptCount],
  [OBJECT.SECURITY_LEVEL, currentSecurityLevel],
  [TAG_EXTENDED_CARD_RESOURCES, extendedResources],
  [TAG_HOST_AUTHORITIES, (domain) => authoritiesOf(domain, 'host')],
  [TAG_CARD_AUTHORITIES, (domain) => authoritiesOf(domain, 'card')],
]);

export const getData: CommandDefinition = {
  name: 'GET DATA',
  ins: INS.GET_DATA,
  clause: 'GPCS §11.3',
  classes: 'both',
  security: 'none',
  cardStates: 'all',
  direction: (header) => (COMES_WITH_DATA.has(tagOf(header)) ? 'in' : 'out'),
  check(domain, header) {
    const tag = tagOf(header);
    if (isListOfApplications(header) || holds(domain, tag)) return;
    if (tag === OBJECT.CERTIFICATES && domain.traits.standardObjects) return;
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.3.2', 'no such data object');
  },
  run(domain, command) {
    if (isListOfApplications(command)) {
      expectTagList(command.data);
      return { data: listOfApplications(domain), sw: SW.OK };
    }
    const tag = tagOf(command);
    const hasReference = tag === OBJECT.CERTIFICATES && domain.traits.standardObjects;
    if (command.data.length > 0 && !hasReference)
      refuse(SW.WRONG_LENGTH, 'GPCS §11.3.2.2', 'GET DATA has no data here');
    const value = hasReference
      ? readCertificates(domain, command.data)
      : find(domain, command.session, tag);
    const isWhole = isProprietary(command) || domain.traits.wholeObjects;
    return { data: isWhole ? emitTlv(tag, value) : value, sw: SW.OK };
  },
};

export const getDataOdd: CommandDefinition = {
  name: 'GET DATA (odd instruction code)',
  ins: INS.GET_DATA_ODD,
  clause: 'GPCS §11.3',
  classes: 'inter-industry',
  security: 'none',
  cardStates: 'all',
  direction: incoming,
  check(_domain, header) {
    const place = tagOf(header);
    if (place === LIST_OF_APPLICATIONS || place === CURRENT_APPLICATION) return;
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.2', 'no such file');
  },
  run: (domain, command) => ({ data: byTagList(domain, command, tagOf(command)), sw: SW.OK }),
};

function tagOf({ p1, p2 }: Pick<CommandHead, 'p1' | 'p2'>): number {
  return (p1 << 8) | p2;
}

function isProprietary({ cla }: Pick<CommandHead, 'cla'>): boolean {
  return (cla & CLASS_PROPRIETARY) !== 0;
}

function isListOfApplications(header: Pick<CommandHead, 'cla' | 'p1' | 'p2'>): boolean {
  return isProprietary(header) && tagOf(header) === LIST_OF_APPLICATIONS;
}

/** Whether a security domain makes this object itself, so that nothing can be stored for it. */
export function isMade(tag: number): boolean {
  return tag === LIST_OF_APPLICATIONS || MADE.has(tag);
}

function makerOf({ traits }: Domain, tag: number): ObjectMaker | undefined {
  return traits.objects.get(tag) ?? (traits.standardObjects ? MADE.get(tag) : undefined);
}

function holds(domain: Domain, tag: number): boolean {
  return makerOf(domain, tag) !== undefined || domain.objects.get(tag) !== undefined;
}

function find(domain: Domain, session: Session, tag: number): Bytes {
  const made = makerOf(domain, tag);
  const value = made === undefined ? domain.objects.get(tag) : made(domain, session);
  if (value === undefined)
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.3.2', 'no such data object');
  return value;
}

/**
 * The odd instruction code names a place in P1-P2 and tags in the data field. [ISO7816-4 §7.4.2]
 */
function byTagList(domain: Domain, command: PlainCommand, place: number): Bytes {
  const tags = expectTagList(command.data);
  if (place === LIST_OF_APPLICATIONS) return listOfApplications(domain);
  return concat(...tags.map((tag) => emitTlv(tag, find(domain, command.session, tag))));
}

function expectTagList(data: Bytes): readonly number[] {
  const objects = parseTlvs(data);
  const list = isWireError(objects) ? undefined : findTlv(objects, TAG_TAG_LIST);
  const tags = list === undefined ? undefined : parseTagList(list);
  if (tags === undefined)
    refuse(SW.WRONG_DATA, 'GPCS §11.3.2.2', 'a tag list is missing or broken');
  return tags;
}

/** What the security domain may see of the registry. [GPCS §11.3.3.1.3] */
function listOfApplications(domain: Domain): Bytes {
  const { registry } = domain.environment;
  const seen = registry.entries.filter(
    (one) => one.kind !== 'load-file' && registry.isVisible(one, domain.entry),
  );
  return concat(...seen.map((one) => emitTlv(0x61, emitTlv(OBJECT.AID, one.aid))));
}

function keyInformation(domain: Domain): Bytes {
  return emitKeyInformation(domain.keys.list);
}

/** Counts receipts; a domain that makes none has none. [GPCS §11.3.2.1] [GPCS §11.1.6] */
function receiptCount(domain: Domain): Bytes | undefined {
  if (!domain.holds(PRIVILEGE.RECEIPT_GENERATION)) return undefined;
  const { environment, entry } = domain;
  const counter = confirmationCounter(environment.registry.content(entry));
  return bigEndian(counter.get(), CONFIRMATION_COUNTER_LENGTH);
}

/** [GPCS §10.6 table 10-1] */
function currentSecurityLevel({ handle }: Domain, session: Session): Bytes {
  const state = channelStates(session).of(handle);
  if (state.stage !== 'open') return bytes(0);
  return bytes((state.channel.authenticated ? AUTHENTICATED : 0) | state.channel.level);
}

/** [TS102226 §8.2.1.7.2] */
function extendedResources({ environment }: Domain): Bytes {
  const installed = environment.registry.entries.filter(
    (one) => one.kind !== 'issuer' && one.kind !== 'load-file',
  );
  const resources = {
    applications: installed.length,
    memory: freeMemory(environment),
    volatileMemory: freeVolatileMemory(environment),
  };
  return emitExtendedCardResources(resources, { applications: 2, volatileMemory: 4 });
}
