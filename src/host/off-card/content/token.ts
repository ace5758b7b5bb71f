/** Tokens, by which the issuer permits what a delegated domain does. [GPCS §C.4] */
import { type Bytes, concat, EMPTY } from '../../../base/index.ts';
import { emitTlv } from '../../../wire/index.ts';
import { DELETE_TAG, emitLongField, tokenData } from '../../../wire/globalplatform/index.ts';
import type { CardCommand } from '../command.ts';
import type { Signer } from './signature.ts';

/** A token that was made before, or what makes one; none for a domain that needs none. */
export type TokenSource = Bytes | Signer | undefined;

/** The last field of INSTALL. */
export function withTokenField(command: CardCommand, source: TokenSource): CardCommand {
  return { ...command, data: concat(command.data, emitLongField(tokenOf(command, source))) };
}

/** The last object of DELETE, where there is a token. */
export function withTokenObject(command: CardCommand, source: TokenSource): CardCommand {
  const token = tokenOf(command, source);
  if (token.length === 0) return command;
  return { ...command, data: concat(command.data, emitTlv(DELETE_TAG.TOKEN, token)) };
}

function tokenOf(command: CardCommand, source: TokenSource): Bytes {
  return typeof source === 'function'
    ? source(tokenData(command, command.data))
    : (source ?? EMPTY);
}
