/** DELETE of content and of keys. [GPCS §11.2] */
import { type Bytes, bytes, concat, EMPTY } from '../../../base/index.ts';
import { emitTlv, INS } from '../../../wire/index.ts';
import { DELETE_RELATED, DELETE_TAG } from '../../../wire/globalplatform/index.ts';
import { type CardCommand } from '../command.ts';
import { type TokenSource, withTokenObject } from './token.ts';

/** [GPCS §11.2.2.3.1] */
export function deleteContent(
  aid: Bytes,
  { related = false, token }: { readonly related?: boolean; readonly token?: TokenSource } = {},
): CardCommand {
  const data = emitTlv(DELETE_TAG.AID, aid);
  return withTokenObject(command(data, related ? DELETE_RELATED : 0), token);
}

/** Without an identifier all keys of a version, and the other way round. */
export function deleteKeys(which: {
  readonly id?: number | undefined;
  readonly version?: number | undefined;
}): CardCommand {
  const object = (tag: number, value: number | undefined): Bytes =>
    value === undefined ? EMPTY : emitTlv(tag, bytes(value));
  return command(
    concat(object(DELETE_TAG.KEY_ID, which.id), object(DELETE_TAG.KEY_VERSION, which.version)),
    0,
  );
}

function command(data: Bytes, p2: number): CardCommand {
  return { name: 'DELETE', ins: INS.DELETE, p1: 0, p2, data, chains: 'p1' };
}
