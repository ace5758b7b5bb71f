/** DELETE of content and of keys. [GPCS §11.2] */
import { type Bytes, bytes, concat, EMPTY } from '../../../base/index.ts';
import { emitTlv, INS } from '../../../wire/index.ts';
import { type CardCommand } from '../command.ts';
import { type TokenSource, withTokenObject } from './token.ts';

const TAG = { AID: 0x4f, KEY_ID: 0xd0, KEY_VERSION: 0xd2 } as const;
/** P2: the object and all that belongs to it. [GPCS §11.2.2.2] */
const RELATED = 0x80;

/** [GPCS §11.2.2.3.1] */
export function deleteContent(
  aid: Bytes,
  { related = false, token }: { readonly related?: boolean; readonly token?: TokenSource } = {},
): CardCommand {
  const data = emitTlv(TAG.AID, aid);
  return withTokenObject(command(data, related ? RELATED : 0), token);
}

/** Without an identifier all keys of a version, and the other way round. */
export function deleteKeys(which: {
  readonly id?: number | undefined;
  readonly version?: number | undefined;
}): CardCommand {
  const object = (tag: number, value: number | undefined): Bytes =>
    value === undefined ? EMPTY : emitTlv(tag, bytes(value));
  return command(concat(object(TAG.KEY_ID, which.id), object(TAG.KEY_VERSION, which.version)), 0);
}

function command(data: Bytes, p2: number): CardCommand {
  return { name: 'DELETE', ins: INS.DELETE, p1: 0, p2, data, chains: 'p1' };
}
