/**
 * Data objects that STORE DATA gives a security domain, and what each must be. [GPCS §11.11.2.3]
 */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  hex,
  isWireError,
  operandText,
  type TraceKind,
} from '../../../base/index.ts';
import { refuse, type Session } from '../../../os/abi/index.ts';
import { emitTlv, parseTlvs, SW, type Tlv } from '../../../wire/index.ts';
import { OBJECT } from '../../../wire/globalplatform/index.ts';
import { channelStates } from '../../channel/channel-state.ts';
import { scp80 } from '../../channel/scp80/protocol.ts';
import { storeCertificates } from '../../domain/certificate-store.ts';
import type { Domain, OuterObject } from '../../domain/domain.ts';
import { isMade } from '../get-data.ts';
import { domainSession } from '../domain-session.ts';

const CLAUSE = 'GPCS §11.11.2.3';

/** Objects that are kept as they come, by who may have them. */
const KEPT: ReadonlyMap<number, 'every' | 'issuer'> = new Map([
  [OBJECT.IIN, 'every'],
  [OBJECT.CIN, 'every'],
  [OBJECT.CARD_DATA, 'every'],
  [OBJECT.CAPABILITIES, 'issuer'],
  [0x5f50, 'every'],
]);
/** Parts of production life cycle data, by their offset in it. */
const PRODUCTION_PARTS: ReadonlyMap<number, number> = new Map([
  [0x9f67, 26],
  [0x9f66, 34],
]);
const PRODUCTION_PART_LENGTH = 8;
/** Objects that are data objects inside. */
const CONSTRUCTED: ReadonlySet<number> = new Set([OBJECT.CARD_DATA]);

export function storeObjects(domain: Domain, objects: readonly Tlv[], session: Session): void {
  // A key reference says that what stands beside it is kept with that key.
  if (storeCertificates(domain, objects)) {
    domain.environment.services.note(OBJECT_STORED, domain.entry.name, 'certificate data of a key');
    return;
  }
  for (const one of objects) storeObject(domain, one, session);
}

function storeObject(domain: Domain, { tag, value }: Tlv, session: Session): void {
  const isIssuer = domain.entry.kind === 'issuer';
  const offset = PRODUCTION_PARTS.get(tag);
  const outer = isIssuer
    ? domain.environment.outerObjects.find((one) => one.tag === tag)
    : undefined;
  if (outer !== undefined) storeOuter(domain, { object: outer, value, session });
  else if (tag === OBJECT.AID && isIssuer) renameIssuer(domain, value, session);
  else if (offset !== undefined && isIssuer) storeProductionPart(domain, offset, value);
  else if (KEPT.get(tag) === 'every' || (KEPT.get(tag) === 'issuer' && isIssuer)) {
    keep(domain, tag, value);
  } else if (isMade(tag)) {
    refuse(SW.WRONG_DATA, CLAUSE, `the security domain makes ${tagName(tag)} itself`);
  } else {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `no data object ${tagName(tag)} to store`);
  }
  domain.environment.services.note(OBJECT_STORED, domain.entry.name, tagName(tag));
}

interface Outer {
  readonly object: OuterObject;
  readonly value: Bytes;
  readonly session: Session;
}

/** Only what secures a packet reaches beyond the card. [SGP22 §5.4.1] */
function storeOuter({ handle }: Domain, { object, value, session }: Outer): void {
  const state = channelStates(session).of(handle);
  if (state.stage !== 'open' || state.channel.protocol !== scp80.id)
    refuse(SW.CONDITIONS, CLAUSE, `${tagName(object.tag)} comes in a secured packet alone`);
  object.store(emitTlv(object.tag, value));
}

function keep(domain: Domain, tag: number, value: Bytes): void {
  if (value.length === 0) refuse(SW.WRONG_DATA, CLAUSE, 'a data object without a value');
  if (CONSTRUCTED.has(tag) && isWireError(parseTlvs(value))) {
    refuse(SW.WRONG_DATA, CLAUSE, `${tagName(tag)} holds data objects`);
  }
  domain.objects.put(new Map([[tag, value]]));
}

/** The session goes on under the name by which the domain was selected. [GPCS §11.11.2.3] */
function renameIssuer({ environment, entry }: Domain, aid: Bytes, session: Session): void {
  const { registry } = environment;
  if (aid.length < AID_LENGTH_MIN || aid.length > AID_LENGTH_MAX) {
    refuse(SW.WRONG_DATA, CLAUSE, 'an AID has 5 to 16 bytes');
  }
  const other = registry.byAid(aid);
  if (other !== undefined && other.id !== entry.id) {
    refuse(SW.WRONG_DATA, CLAUSE, `${other.name} has this AID`);
  }
  domainSession(session).calledAs ??= entry.aid;
  registry.update(entry, { aid });
}

/** Of the production life cycle data what the pre-personalizer and the personalizer write. */
function storeProductionPart({ objects }: Domain, offset: number, value: Bytes): void {
  const before = objects.get(OBJECT.PRODUCTION);
  if (before === undefined) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'there is no production life cycle data');
  }
  if (value.length !== PRODUCTION_PART_LENGTH) {
    refuse(SW.WRONG_DATA, CLAUSE, `${PRODUCTION_PART_LENGTH} bytes of production life cycle data`);
  }
  const after = Uint8Array.from(before);
  after.set(value, offset);
  objects.put(new Map([[OBJECT.PRODUCTION, after]]));
}

function tagName(tag: number): string {
  return hex(Uint8Array.from(tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]));
}

export const OBJECT_STORED: TraceKind = {
  name: 'object-stored',
  words: ([name, tag]) => `${operandText(name)}: data object stored: ${operandText(tag)}`,
};
