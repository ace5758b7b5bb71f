/** Tokens, by which the issuer permits what a delegated domain does. [GPCS §C.4] */
import { bigEndian, type Bytes, bytes, concat, EMPTY } from '../../../base/index.ts';
import { emitTlv } from '../../../wire/index.ts';
import type { CardCommand } from '../command.ts';
import { FIELD_MAX } from '../channel/secure-messaging.ts';
import type { Signer } from './signature.ts';
import { longField } from './fields.ts';

/** A token that was made before, or what makes one; none for a domain that needs none. */
export type TokenSource = Bytes | Signer | undefined;

/** Tag of the token in DELETE. [GPCS §11.2.2.3.1] */
const TAG_TOKEN = 0x9e;

/** What a token signs: P1, P2, the length and the data field up to the token. [GPCS §C.4] */
export function tokenData({ p1, p2 }: Pick<CardCommand, 'p1' | 'p2'>, data: Bytes): Bytes {
  const lengthBytes = data.length <= FIELD_MAX ? 1 : 3;
  return concat(bytes(p1, p2), bigEndian(data.length, lengthBytes), data);
}

/** The last field of INSTALL. */
export function withTokenField(command: CardCommand, source: TokenSource): CardCommand {
  return { ...command, data: concat(command.data, longField(tokenOf(command, source))) };
}

/** The last object of DELETE, where there is a token. */
export function withTokenObject(command: CardCommand, source: TokenSource): CardCommand {
  const token = tokenOf(command, source);
  if (token.length === 0) return command;
  return { ...command, data: concat(command.data, emitTlv(TAG_TOKEN, token)) };
}

function tokenOf(command: CardCommand, source: TokenSource): Bytes {
  return typeof source === 'function'
    ? source(tokenData(command, command.data))
    : (source ?? EMPTY);
}
