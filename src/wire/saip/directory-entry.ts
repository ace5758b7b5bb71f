/** An application in EF DIR. [TS102221 §13.1] */
import { type Bytes, EMPTY, utf8 } from '../../base/index.ts';
import { emitTlv } from '../index.ts';

const TAG_APPLICATION = 0x61;
const TAG_IDENTIFIER = 0x4f;
const TAG_LABEL = 0x50;

export function directoryEntry(aid: Bytes, label?: string): Bytes {
  const name = label === undefined ? EMPTY : emitTlv(TAG_LABEL, utf8(label));
  return emitTlv(TAG_APPLICATION, emitTlv(TAG_IDENTIFIER, aid), name);
}
