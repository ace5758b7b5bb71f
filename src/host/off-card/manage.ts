/** Tasks of several commands, as a person or a program has them. [GPCS §9] */
import { type Bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import type { HashName } from '../../crypto/index.ts';
import {
  type ExtendedCardResources,
  parseExtendedCardResources,
  TAG_EXTENDED_CARD_RESOURCES,
} from '../../wire/index.ts';
import { OBJECT } from '../../wire/globalplatform/index.ts';
import { FIELD_MAX } from './channel/secure-messaging.ts';
import type { CardSession } from './card-session.ts';
import { installForLoad, type LoadRequest } from './content/install.ts';
import { type Dap, emitLoadFile, loadCommands } from './content/load-file.ts';
import { checkPutKey, putKey, type PutKeyWish } from './content/put-key.ts';
import { type StoreWish, storeDataCommands } from './content/store-data.ts';
import type { TokenSource } from './content/token.ts';
import { type HostConversation, report } from './conversation.ts';
import { type CardData, getData, parseCardData } from './data/get-data.ts';
import { type KeyRow, parseKeyInformation } from './data/key-information.ts';
import { parseProduction } from './data/production.ts';

/** What a card says of itself to anyone. */
export interface CardFacts {
  readonly issuer: Bytes;
  readonly card: CardData | undefined;
  readonly iin: Bytes | undefined;
  readonly cin: Bytes | undefined;
  readonly diversification: Bytes | undefined;
  readonly production: readonly (readonly [string, string])[];
  readonly keys: readonly KeyRow[];
  readonly capabilities: Bytes | undefined;
  readonly resources: ExtendedCardResources | undefined;
  readonly sequenceCounter: Bytes | undefined;
}

export function* readFacts(session: CardSession): HostConversation<CardFacts> {
  const cardData = yield* getData(session, OBJECT.CARD_DATA);
  const production = yield* getData(session, OBJECT.PRODUCTION);
  const keys = yield* getData(session, OBJECT.KEY_INFORMATION);
  const resources = yield* getData(session, TAG_EXTENDED_CARD_RESOURCES);
  return {
    issuer: session.aid,
    card: cardData && parseCardData(cardData),
    iin: yield* getData(session, OBJECT.IIN),
    cin: yield* getData(session, OBJECT.CIN),
    diversification: yield* getData(session, OBJECT.DIVERSIFICATION),
    production: production === undefined ? [] : parseProduction(production),
    keys: keys === undefined ? [] : parseKeyInformation(keys),
    capabilities: yield* getData(session, OBJECT.CAPABILITIES),
    resources: resourcesIn(resources),
    sequenceCounter: yield* getData(session, OBJECT.SEQUENCE_COUNTER),
  };
}

function resourcesIn(value: Bytes | undefined): ExtendedCardResources | undefined {
  const parsed = value && parseExtendedCardResources(value);
  return isWireError(parsed) ? undefined : parsed;
}

export interface LoadTask extends Omit<LoadRequest, 'hash'> {
  /** The load file data block. */
  readonly block: Bytes;
  /** Which hash of the block INSTALL [for load] has; none where it is left out. */
  readonly hash?: HashName | undefined;
  readonly daps?: readonly Dap[] | undefined;
  readonly token?: TokenSource;
  readonly wraps?: boolean | undefined;
  /** Bytes of one LOAD, where they are to be fewer than there is room for. */
  readonly blockLength?: number | undefined;
}

/** INSTALL [for load] and LOAD; the answer of the last block, which may hold a receipt. */
export function* loadContent(session: CardSession, task: LoadTask): HostConversation<Bytes> {
  const { block, daps, token, wraps, hash, blockLength = FIELD_MAX } = task;
  const digest = hash === undefined ? EMPTY : session.crypto.hash(hash).digest(block);
  yield* session.sendChecked(installForLoad({ ...task, hash: digest }, token));
  const file = emitLoadFile({ block, daps });
  const lengthMax = Math.min(blockLength, session.messaging?.dataLengthMax ?? FIELD_MAX);
  let done = 0;
  let answer: Bytes = EMPTY;
  for (const command of loadCommands(file, { lengthMax, wraps })) {
    answer = yield* session.sendChecked(command);
    done += command.data.length;
    yield* report({ step: 'load', done, total: file.length });
  }
  return answer;
}

/** Throws `HostError` CARD_REFUSED where the card's check values are not those of the keys. */
export function* putKeys(session: CardSession, wish: PutKeyWish): HostConversation<void> {
  const { messaging } = session;
  if (messaging === undefined) throw new Error('PUT KEY needs a secure channel');
  const made = putKey(session.crypto, messaging, wish);
  checkPutKey(made, yield* session.sendChecked(made.command));
}

/** The answers of all blocks, joined. */
export function* storeData(
  session: CardSession,
  data: Bytes,
  wish: Omit<StoreWish, 'lengthMax'>,
): HostConversation<Bytes> {
  const lengthMax = session.messaging?.dataLengthMax ?? FIELD_MAX;
  let answer: Bytes = EMPTY;
  for (const command of storeDataCommands(data, { ...wish, lengthMax })) {
    answer = concat(answer, yield* session.sendChecked(command));
  }
  return answer;
}
