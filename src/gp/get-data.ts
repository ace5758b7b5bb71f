/** GET DATA: objects a security domain keeps, and some it makes when asked. [GPCS §11.3] */
import { bigEndian, type Bytes, bytes, concat, isWireError } from '../base/index.ts';
import { refuse, type Response, type Session } from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, SW } from '../wire/index.ts';
import { CLASS_PROPRIETARY, INS, LIST_OF_APPLICATIONS } from './command-table.ts';
import type { Domain } from './domain.ts';
import { KEY_TYPE_AES, type KeySet } from './key-sets.ts';
import type { PlainCommand } from './plain-command.ts';
import { PRIVILEGE } from './privileges.ts';
import { SCP03_OPTION } from './scp03/options.ts';
import { domainSession } from './session.ts';
import { parseTagList, TAG_TAG_LIST } from './tag-list.ts';

/** P1-P2 of the odd instruction code: objects of the current application. [ISO7816-4 §7.4.2] */
const CURRENT_APPLICATION = 0x3fff;
/**
 * Bit of the current security level: the off-card entity is authenticated. [GPCS §10.6 table 10-1]
 */
const AUTHENTICATED = 0x80;

type Maker = (domain: Domain, session: Session) => Bytes | undefined;

/** Objects made when asked, which nothing stored can replace. [GPCS §11.11.2.3] */
const MADE: ReadonlyMap<number, Maker> = new Map<number, Maker>([
  [0x4f, (domain) => domain.entry.aid],
  [0xe0, keyInformation],
  [0xc1, sequenceCounter],
  [0xc2, confirmationCounter],
  [0xd3, currentSecurityLevel],
  [0xff21, extendedResources],
]);

export function getData(domain: Domain, command: PlainCommand): Response {
  const tag = (command.p1 << 8) | command.p2;
  const proprietary = (command.cla & CLASS_PROPRIETARY) !== 0;
  if (command.ins === INS.GET_DATA_ODD) return { data: byTagList(domain, command, tag), sw: SW.OK };
  if (proprietary && tag === LIST_OF_APPLICATIONS) {
    expectTagList(command.data);
    return { data: listOfApplications(domain), sw: SW.OK };
  }
  if (command.data.length > 0)
    refuse(SW.WRONG_LENGTH, 'GPCS §11.3.2.2', 'GET DATA has no data here');
  const value = find(domain, command.session, tag);
  return { data: proprietary ? emitTlv(tag, value) : value, sw: SW.OK };
}

function find(domain: Domain, session: Session, tag: number): Bytes {
  const made = MADE.get(tag);
  const value = made === undefined ? domain.objects.get(tag) : made(domain, session);
  if (value === undefined)
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.3.2', 'no such data object');
  return value;
}

/** What P1 and P2 settle where the instruction code is odd. */
export function headGetDataOdd(_domain: Domain, { p1, p2 }: Pick<PlainCommand, 'p1' | 'p2'>): void {
  const place = (p1 << 8) | p2;
  if (place !== LIST_OF_APPLICATIONS && place !== CURRENT_APPLICATION) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.2', 'no such file');
  }
}

/**
 * The odd instruction code names a place in P1-P2 and tags in the data field. [ISO7816-4 §7.4.2]
 */
function byTagList(domain: Domain, command: PlainCommand, place: number): Bytes {
  headGetDataOdd(domain, command);
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
  return concat(...seen.map((one) => emitTlv(0x61, emitTlv(0x4f, one.aid))));
}

/** Identifier, version, type and length of each key. [GPCS §11.3.3.1.1 table 11-28] */
function keyInformation(domain: Domain): Bytes {
  return concat(...domain.keys.list.flatMap(keySetInformation));
}

function keySetInformation(set: KeySet): readonly Bytes[] {
  return [set.enc, set.mac, set.dek].map((key, index) =>
    emitTlv(0xc0, bytes(index + 1, set.version, KEY_TYPE_AES, key.length)),
  );
}

/** Of the default key version; only where challenges are derived from it. [GPCS §11.3.2.1] */
function sequenceCounter(domain: Domain): Bytes | undefined {
  if ((domain.environment.scp03Option & SCP03_OPTION.PSEUDO_RANDOM) === 0) return undefined;
  const set = domain.keys.find(0);
  return set && bigEndian(domain.keys.sequence(set.version), 3);
}

/** Counts receipts; a domain that makes none has none. [GPCS §11.3.2.1] [GPCS §11.1.6] */
function confirmationCounter(domain: Domain): Bytes | undefined {
  return domain.holds(PRIVILEGE.RECEIPT_GENERATION) ? bigEndian(0, 2) : undefined;
}

/** [GPCS §10.6 table 10-1] */
function currentSecurityLevel(_domain: Domain, session: Session): Bytes {
  const { secureChannel } = domainSession(session);
  const open = secureChannel.stage === 'open';
  return bytes(open ? AUTHENTICATED | secureChannel.channel.level : 0);
}

/** Installed applications, free non-volatile and free volatile memory. [TS102226 §8.2.1.7.2] */
function extendedResources(domain: Domain): Bytes {
  const { registry, services, volatileFree } = domain.environment;
  const installed = registry.entries.filter(
    (one) => one.kind !== 'issuer' && one.kind !== 'load-file',
  );
  return concat(
    emitTlv(0x81, bigEndian(installed.length, 2)),
    emitTlv(0x82, bigEndian(services.nvm.free, 4)),
    emitTlv(0x83, bigEndian(volatileFree, 4)),
  );
}
