/**
 * STORE DATA: data objects and keys for the security domain itself, or, after INSTALL [for
 * personalization], anything for an application. [GPCS §11.11] [GPCS §7.3.2]
 */
import { type Bytes, bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import { unpadBlocks } from '../../crypto/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { INS, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import { ENCRYPTION, FORMAT, STORE_DATA } from '../../wire/globalplatform/index.ts';
import { decryptSensitive } from '../channel/channel-state.ts';
import { FUNCTION, refuseRestricted } from '../content/authorization.ts';
import type { Domain } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { domainSession } from './domain-session.ts';
import type { PlainCommand } from './plain-command.ts';
import { isKeyGrouping, storeKeys } from './store-data/stored-keys.ts';
import { storeObjects } from './store-data/stored-objects.ts';
import { Storing, type Structure } from './store-data/storing.ts';

const CLAUSE = 'GPCS §11.11.2.1';
/** The grouping that holds data objects. [GPCS §11.11.2.3] */
const DGI_DATA_OBJECTS = 0x0070;
/** Data objects of two bytes that clients send as groupings of their own. */
const PRODUCTION_GROUPINGS: ReadonlySet<number> = new Set([0x9f66, 0x9f67]);

export const storeData: CommandDefinition = {
  name: 'STORE DATA',
  ins: INS.STORE_DATA,
  clause: 'GPCS §11.11',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  eitherClass: true,
  direction: incoming,
  check(_domain, { p1 }) {
    if ((p1 & FORMAT.MASK) === FORMAT.MASK) {
      refuse(SW.WRONG_P1P2, CLAUSE, 'no such structure of the data');
    }
    if ((p1 & ENCRYPTION.MASK) === ENCRYPTION.RESERVED) {
      refuse(SW.WRONG_P1P2, CLAUSE, 'no such encryption of the data');
    }
  },
  run(domain, command) {
    const state = domainSession(command.session);
    const storing = state.storing ?? new Storing();
    // A block that is refused begins the count again. [GPCS §11.11.2.2]
    state.storing = undefined;
    const isLast = (command.p1 & STORE_DATA.LAST) !== 0;
    const { personalizing } = state;
    // Whether it succeeds or not. [GPCS §11.11.1]
    if (isLast) state.personalizing = undefined;
    storing.takeBlock(command.p2);
    const target = targetOf(domain, personalizing);
    const data =
      target === undefined
        ? store(domain, domain, { storing, command })
        : personalize(domain, target, { storing, command });
    if (data.length > 0 && (command.p1 & STORE_DATA.MAY_RESPOND) === 0) {
      refuse(SW.WRONG_P1P2, 'GPCS §11.11.3.1', 'response data, and P1 does not allow any');
    }
    if (!isLast) state.storing = storing;
    return { data, sw: SW.OK } satisfies Response;
  },
};

interface Block {
  readonly storing: Storing;
  readonly command: PlainCommand;
}

/** The application that is personalized; a deleted one is none. */
function targetOf(domain: Domain, handle: number | undefined): RegistryEntry | undefined {
  if (handle === undefined) return undefined;
  const entry = domain.environment.registry.byHandle(handle);
  if (entry !== undefined && entry.domain === domain.entry.id) return entry;
  return refuse(SW.CONDITIONS, 'GPCS §7.3.2', 'the application is no longer associated');
}

/** [GPCS §7.3.2] */
function personalize(domain: Domain, entry: RegistryEntry, block: Block): Bytes {
  const { environment } = domain;
  const { session, p1, p2, data } = block.command;
  refuseRestricted(domain, { functions: FUNCTION.PERSONALIZATION, clause: 'GPCS §7.3.2' });
  const worker = environment.worker(entry);
  if (worker === undefined) refuse(SW.CONDITIONS, 'GPCS §7.3.2', `${entry.name} was deleted`);
  if ('domain' in worker) return store(domain, worker.domain, block);
  if (!entry.multiSelectable && environment.isSelected(entry, session)) {
    refuse(SW.CONDITIONS, 'GPCS §7.3.2', `${entry.name} is selected elsewhere`);
  }
  const { application } = worker;
  if (application.processData === undefined) {
    return refuse(SW.CONDITIONS, 'GPCS §7.3.2', `${entry.name} takes no personalization data`);
  }
  const header = bytes(block.command.cla, INS.STORE_DATA, p1, p2, data.length);
  const channel = {
    session,
    decryptSensitive: (encrypted: Bytes) => decryptSensitive(domain, session, encrypted),
  };
  return application.processData(concat(header, data), channel);
}

/** What comes is kept once all of it is there. The receiving domain's session decrypts it. */
function store(by: Domain, to: Domain, { storing, command }: Block): Bytes {
  const { session, p1, data } = command;
  storing.add(data, p1);
  if ((p1 & STORE_DATA.LAST) === 0) return EMPTY;
  const decrypt = (encrypted: Bytes): Bytes | undefined => decryptSensitive(by, session, encrypted);
  const structures = storing.finish();
  const keys = structures.filter((one) => one.kind === 'dgi' && isKeyGrouping(one.tag));
  const objects = structures
    .filter((one) => !keys.includes(one))
    .flatMap((one) => objectsOf(one, decrypt));
  if (structures.length === 0) refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'no data at all');
  if (keys.length > 0) storeKeys(to, keys, decrypt);
  storeObjects(to, objects, session);
  return EMPTY;
}

/** The data objects of one structure, in clear. [GPCS §11.11.2.3] */
function objectsOf(
  { kind, tag, value, encrypted }: Structure,
  decrypt: (data: Bytes) => Bytes | undefined,
): readonly Tlv[] {
  const clear = encrypted ? unpadded(decrypt(value)) : value;
  if (kind === 'ber-tlv' || PRODUCTION_GROUPINGS.has(tag)) return [{ tag, value: clear }];
  if (tag !== DGI_DATA_OBJECTS) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.11.2.3', 'no such data grouping');
  }
  const objects = parseTlvs(clear);
  if (isWireError(objects)) {
    return refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'grouping 0070 holds data objects');
  }
  return objects;
}

/** Encrypted values are padded as for a MAC. [GPCS §B.1.3] [GPCS §B.2.3] */
function unpadded(value: Bytes | undefined): Bytes {
  const clear = value && unpadBlocks(value);
  return clear ?? refuse(SW.WRONG_DATA, 'GPCS §11.11.2.1', 'the value is not encrypted');
}
