/**
 * A badge for doors: credentials for up to eight zones, each zone with two AES keys. A door
 * authenticates itself with its zone's keys, and reads what the zone may read. Keys, credentials
 * and the limit of attempts come by STORE DATA through the security domain.
 *
 * | grouping | value |
 * |---|---|
 * | 8001 to 8008 | the zone's keys for encryption and MAC, 16, 24 or 32 bytes each |
 * | 0101 to 01FF | a byte of zones that may read it, b1 for zone 1; then the credential |
 * | 9010 | failed attempts in a row that block a zone, one byte |
 *
 * [GPCS §7.3.2] [ISO7816-4 §11.5]
 */
import { type Bytes, EMPTY, Secret, unhex } from '../../../base/index.ts';
import {
  type Command,
  ramSlot,
  refuse,
  Refusal,
  type Response,
  type Session,
} from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import {
  answer,
  demandP1P2,
  interIndustry,
  type ModuleHead,
  proprietary,
} from '../../command-table.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { NativeModule } from '../../module.ts';
import { exactly, type Grouping, unknownGrouping } from '../../personalization.ts';
import { BYTE, BYTES, SECRET } from '../../stored-values.ts';
import {
  authenticateDoor,
  CHALLENGE_LENGTH,
  type DoorSession,
  MESSAGE_LENGTH,
  protectCredential,
  type ZoneKeys,
} from './protocol.ts';

const INS = { GET_CHALLENGE: 0x84, AUTHENTICATE: 0x82, GET_DATA: 0xca } as const;
const ZONE_MAX = 8;
const GROUPING = { KEYS: 0x8000, CREDENTIALS: 0x0100, LIMIT: 0x9010 } as const;
const KEYS_LENGTHS: readonly number[] = [32, 48, 64];
const LIMIT_DEFAULT = 10;
/** What one short answer can hold under encryption and MAC. */
const CREDENTIAL_MAX = 200;

interface AccessSession {
  /** Of the badge, for one attempt. */
  challenge: Bytes | undefined;
  door: DoorSession | undefined;
}
const SESSIONS = ramSlot<Session, AccessSession>(() => ({ challenge: undefined, door: undefined }));

class BuildingAccess extends ModuleApplication {
  protected get parts(): ModuleParts {
    return {
      commands: [
        interIndustry(
          {
            name: 'GET CHALLENGE',
            ins: INS.GET_CHALLENGE,
            clause: 'ISO7816-4 §11.5.3',
            direction: 'out',
          },
          (command) => this.#challenge(command),
        ),
        interIndustry(
          {
            name: 'MUTUAL AUTHENTICATE',
            ins: INS.AUTHENTICATE,
            clause: 'ISO7816-4 §11.5.5',
            direction: 'in',
            check: (head) => this.#checkAuthenticate(head),
          },
          (command) => this.#authenticate(command),
        ),
        proprietary(
          { name: 'GET DATA', ins: INS.GET_DATA, clause: 'ISO7816-4 §11.4.3', direction: 'out' },
          (command) => this.#credential(command),
        ),
      ],
      state: SESSIONS,
      personalize: ({ groupings }) => groupings.forEach((one) => this.#store(one)),
    };
  }

  #challenge(command: Command): Response {
    demandP1P2(command, 0, 'ISO7816-4 §11.5.3');
    const challenge = this.context.rng.bytes(CHALLENGE_LENGTH);
    const state = SESSIONS.of(command.session);
    state.challenge = challenge;
    state.door = undefined;
    return answer(challenge);
  }

  /**
   * A challenge is for one attempt, one that the header refuses included. A wrong length ends none:
   * on T=0 the pieces of a message come here one by one.
   */
  #checkAuthenticate(head: ModuleHead): void {
    try {
      this.#attemptOf(head);
    } catch (error) {
      if (!(error instanceof Refusal) || error.sw !== SW.WRONG_LENGTH) forgetAttempt(head.session);
      throw error;
    }
  }

  /** What an attempt goes by, where nothing is against it. */
  #attemptOf({ session, p1, p2: zone, length }: ModuleHead) {
    if (p1 !== 0 || zone < 1 || zone > ZONE_MAX) {
      refuse(SW.WRONG_P1P2, 'ISO7816-4 §11.5.5', 'P2 is a zone from 1 to 8');
    }
    if (length !== MESSAGE_LENGTH) {
      refuse(SW.WRONG_LENGTH, 'ISO7816-4 §11.5.5', `the message is ${MESSAGE_LENGTH} bytes`);
    }
    const { challenge } = SESSIONS.of(session);
    if (challenge === undefined) {
      return refuse(SW.CONDITIONS, 'ISO7816-4 §11.5.5', 'no challenge was taken before');
    }
    const keys = this.#keysOf(zone);
    if (this.#failures(zone).get() >= this.#limit.get()) {
      refuse(SW.BLOCKED, 'ISO7816-4 §11.5.5', `zone ${zone} is blocked`);
    }
    return { challenge, keys };
  }

  #authenticate({ session, p1, p2: zone, data }: Command): Response {
    const { challenge, keys } = this.#attemptOf({ session, p1, p2: zone, length: data.length });
    forgetAttempt(session);
    const state = SESSIONS.of(session);
    const failures = this.#failures(zone);
    // Counted before the comparison, so that no loss of power saves an attempt.
    failures.set(failures.get() + 1);
    const { crypto, rng, notify } = this.context;
    const proof = authenticateDoor(crypto, rng, { keys, challenge, message: data });
    if (proof === undefined) {
      return refuse(SW.AUTHENTICATION_FAILED, 'ISO7816-4 §11.5.5', 'the door is not authentic');
    }
    failures.set(0);
    state.door = { zone, keys: proof.session, count: 0 };
    if (session.card.link.mode === 'contactless') notify(Uint8Array.of(zone));
    return answer(proof.message);
  }

  #credential({ session, p1, p2 }: Command): Response {
    const name = p1 * 256 + p2;
    if (!isCredential(name)) refuse(SW.WRONG_P1P2, 'ISO7816-4 §11.4.3', 'no name of a credential');
    const { door } = SESSIONS.of(session);
    if (door === undefined) {
      return refuse(SW.SECURITY_STATUS, 'ISO7816-4 §11.4.3', 'no door is authenticated');
    }
    const stored = this.#credentials(name).get();
    if (stored.length === 0) {
      refuse(SW.REFERENCED_DATA_NOT_FOUND, 'ISO7816-4 §11.4.3', 'no such credential');
    }
    if (((stored[0]! >> (door.zone - 1)) & 1) === 0) {
      refuse(SW.SECURITY_STATUS, 'ISO7816-4 §11.4.3', `not for zone ${door.zone}`);
    }
    door.count++;
    const value = stored.subarray(1);
    return answer(protectCredential(this.context.crypto, door, { name, value }));
  }

  #store(one: Grouping): void {
    const { tag, value } = one;
    const zone = tag - GROUPING.KEYS;
    if (zone >= 1 && zone <= ZONE_MAX) {
      const length = KEYS_LENGTHS.findLast((each) => each <= value.length) ?? KEYS_LENGTHS[0]!;
      this.#keyCell(zone).set(new Secret(exactly(length, one)));
      this.#failures(zone).set(0);
    } else if (isCredential(tag)) {
      if (value.length < 2 || value.length > CREDENTIAL_MAX + 1) {
        refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'a byte of zones and up to 200 bytes');
      }
      this.#credentials(tag).set(value);
    } else if (tag === GROUPING.LIMIT) {
      const [limit = 0] = exactly(1, one);
      if (limit === 0) refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'a limit of 1 to 255 attempts');
      this.#limit.set(limit);
    } else unknownGrouping(one);
  }

  #keysOf(zone: number): ZoneKeys {
    const stored = this.#keyCell(zone).get().reveal();
    if (stored.length === 0) {
      refuse(SW.REFERENCED_DATA_NOT_FOUND, 'ISO7816-4 §11.5.5', `no keys of zone ${zone}`);
    }
    const half = stored.length / 2;
    return { enc: stored.subarray(0, half), mac: stored.subarray(half) };
  }

  #keyCell(zone: number) {
    return this.context.nvm.cell(`keys-${zone}`, SECRET, new Secret(EMPTY));
  }

  /** Attempts that failed in a row. */
  #failures(zone: number) {
    return this.context.nvm.counter(`failures-${zone}`, 0);
  }

  get #limit() {
    return this.context.nvm.cell('limit', BYTE, LIMIT_DEFAULT);
  }

  #credentials(name: number) {
    return this.context.nvm.cell(`credential-${name - GROUPING.CREDENTIALS}`, BYTES, EMPTY);
  }
}

function forgetAttempt(session: Session): void {
  const state = SESSIONS.of(session);
  state.challenge = undefined;
  state.door = undefined;
}

function isCredential(name: number): boolean {
  return name > GROUPING.CREDENTIALS && name <= GROUPING.CREDENTIALS + 0xff;
}

export const buildingAccess: NativeModule = {
  name: 'building-access',
  aid: unhex('F0424946524F4E530301'),
  traits: { multiSelectable: false, framing: 'kernel' },
  start: (context) => new BuildingAccess(context).code,
};
