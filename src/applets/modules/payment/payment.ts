/**
 * An online payment application after EMV: every transaction goes to the issuer. SELECT, GET
 * PROCESSING OPTIONS, READ RECORD, VERIFY (against the card's global PIN), GENERATE AC, EXTERNAL
 * AUTHENTICATE, GET DATA. [EMVB3 §6.5] [M-24]
 */
import { bigEndian, bytes, EMPTY, isWireError, unhex } from '../../../base/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { emitTlv, parseTlv, SW } from '../../../wire/index.ts';
import { answer, demandP1P2, interIndustry, proprietary } from '../../command-table.ts';
import type { ModuleParts } from '../../module-application.ts';
import type { NativeModule } from '../../module.ts';
import type { PersonalizationCommand } from '../../personalization.ts';
import { parsePinBlock } from '../pin/value-format.ts';
import { sessionKey } from './cryptogram.ts';
import { lengthOf } from './data-object-list.ts';
import {
  checkExternalAuthenticate,
  checkGenerate,
  externalAuthenticate,
  generateCryptogram,
} from './generate-ac.ts';
import { PaymentParts } from './payment-parts.ts';
import { SESSIONS } from './transaction.ts';

const INS = {
  VERIFY: 0x20,
  EXTERNAL_AUTHENTICATE: 0x82,
  PROCESSING_OPTIONS: 0xa8,
  GENERATE_AC: 0xae,
  READ_RECORD: 0xb2,
  GET_DATA: 0xca,
} as const;

const COUNTER_MAX = 0xffff;
const TAG = {
  FCI: 0x6f,
  NAME: 0x84,
  PROPRIETARY: 0xa5,
  OPTIONS: 0x83,
  FORMAT_1: 0x80,
  COUNTER: 0x9f36,
  ONLINE_COUNTER: 0x9f13,
  PIN_TRIES: 0x9f17,
} as const;
/** P2 of VERIFY: a PIN in clear. [EMVB3 §6.5.12] */
const PLAIN_PIN = 0x80;
/** P2 of READ RECORD: the record of P1 in the file of b8 to b4. */
const BY_NUMBER = 0x04;
const FILE_MAX = 30;
const TRIES_LEFT = 0x63c0;

class Payment extends PaymentParts {
  protected get parts(): ModuleParts {
    return {
      commands: [
        proprietary(
          {
            name: 'GET PROCESSING OPTIONS',
            ins: INS.PROCESSING_OPTIONS,
            clause: 'EMVB3 §6.5.8',
            direction: 'in',
            check: (head) => demandP1P2(head, 0, 'EMVB3 §6.5.8'),
          },
          (one) => this.#processingOptions(one),
        ),
        interIndustry(
          { name: 'READ RECORD', ins: INS.READ_RECORD, clause: 'EMVB3 §6.5.11', direction: 'out' },
          (one) => this.#readRecord(one),
        ),
        interIndustry(
          {
            name: 'VERIFY',
            ins: INS.VERIFY,
            clause: 'EMVB3 §6.5.12',
            direction: 'in',
            check: (head) => demandP1P2(head, PLAIN_PIN, 'EMVB3 §6.5.12'),
          },
          (one) => this.#verify(one),
        ),
        proprietary(
          {
            name: 'GENERATE AC',
            ins: INS.GENERATE_AC,
            clause: 'EMVB3 §6.5.5',
            direction: 'in',
            check: (head) => checkGenerate(this, head),
          },
          (one) => generateCryptogram(this, one),
        ),
        interIndustry(
          {
            name: 'EXTERNAL AUTHENTICATE',
            ins: INS.EXTERNAL_AUTHENTICATE,
            clause: 'EMVB3 §6.5.4',
            direction: 'in',
            check: checkExternalAuthenticate,
          },
          (one) => externalAuthenticate(this, one),
        ),
        proprietary(
          { name: 'GET DATA', ins: INS.GET_DATA, clause: 'EMVB3 §6.5.7', direction: 'out' },
          (one) => this.#getData(one),
        ),
      ],
      controlInformation: (name) =>
        emitTlv(TAG.FCI, emitTlv(TAG.NAME, name), emitTlv(TAG.PROPRIETARY, this.data.control)),
      state: SESSIONS,
      personalize: (command) => this.#personalize(command),
    };
  }

  /** Each GET PROCESSING OPTIONS begins a transaction with a number of its own. */
  #processingOptions(command: Command): Response {
    const { session, data } = command;
    const options = parseTlv(data);
    if (isWireError(options) || options.tag !== TAG.OPTIONS || options.next !== data.length) {
      refuse(SW.WRONG_DATA, 'EMVB3 §6.5.8', 'the data field is one object 83');
    }
    if (options.value.length !== lengthOf(this.data.processingList)) {
      refuse(SW.WRONG_LENGTH, 'EMVB3 §6.5.8', 'not the data that the list 9F38 names');
    }
    const state = SESSIONS.of(session);
    if (!this.isPersonalized || state.transaction !== undefined) {
      refuse(SW.CONDITIONS, 'EMVB3 §6.5.8', 'not personalized, or a transaction is under way');
    }
    const counter = this.counter.get() + 1;
    if (counter > COUNTER_MAX) {
      refuse(SW.CONDITIONS, 'EMVB3 §6.5.8', 'the transaction counter is at its end');
    }
    this.counter.set(counter);
    const key = sessionKey(this.context.crypto, this.data.masterKey, counter);
    state.transaction = { stage: 'first', counter, key };
    return answer(emitTlv(TAG.FORMAT_1, this.data.profile, this.data.locator));
  }

  #readRecord({ p1, p2 }: Command): Response {
    const file = p2 >> 3;
    if ((p2 & 0x07) !== BY_NUMBER || file < 1 || file > FILE_MAX || p1 === 0) {
      refuse(SW.WRONG_P1P2, 'EMVB3 §6.5.11', 'a record by its number in a file of 1 to 30');
    }
    const record = this.data.record(file, p1);
    if (record.length > 0) return answer(record);
    return refuse(SW.RECORD_NOT_FOUND, 'EMVB3 §6.5.11', `no record ${p1} in file ${file}`);
  }

  #verify(command: Command): Response {
    const { session, data } = command;
    const value = parsePinBlock(data);
    if (value === undefined) refuse(SW.WRONG_DATA, 'EMVB3 §6.5.12', 'no PIN block');
    const pin = this.pin(session);
    if (pin?.state === undefined) {
      return refuse(SW.CONDITIONS, 'GPCS §8.2.1', 'the card has no global PIN');
    }
    if (pin.state === 'BLOCKED') refuse(SW.BLOCKED, 'EMVB3 §6.5.12', 'the PIN is blocked');
    const isRight = pin.verify(value);
    SESSIONS.of(session).pin = isRight ? 'right' : 'wrong';
    const left = pin.triesRemaining;
    return { data: EMPTY, sw: isRight ? SW.OK : TRIES_LEFT + Math.min(left, 15) };
  }

  #getData({ session, p1, p2 }: Command): Response {
    const tag = p1 * 256 + p2;
    if (tag === TAG.COUNTER) return answer(emitTlv(tag, bigEndian(this.counter.get(), 2)));
    if (tag === TAG.ONLINE_COUNTER) {
      return answer(emitTlv(tag, bigEndian(this.onlineCounter.get(), 2)));
    }
    const tries = tag === TAG.PIN_TRIES ? this.pin(session)?.triesRemaining : undefined;
    if (tries !== undefined) return answer(emitTlv(tag, bytes(tries)));
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'EMVB3 §6.5.7', 'no such data object');
  }

  /** With its last command it is personalized, and takes no more. */
  #personalize({ isLast, groupings }: PersonalizationCommand): void {
    if (this.isPersonalized) refuse(SW.CONDITIONS, 'EMVCPS §2.2', 'it is personalized already');
    for (const one of groupings) this.data.store(one);
    if (!isLast) return;
    const { missing } = this.data;
    if (missing !== undefined) refuse(SW.CONDITIONS, 'EMVCPS §2.2', `missing: ${missing}`);
    if (this.setPersonalized()) return;
    refuse(SW.CONDITIONS, 'GPCS §5.3.2', 'the application is locked');
  }
}

export const payment: NativeModule = {
  name: 'payment',
  aid: unhex('F0424946524F4E530401'),
  traits: { multiSelectable: false, framing: 'kernel' },
  start: (context) => new Payment(context).code,
};
