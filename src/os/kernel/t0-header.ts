/**
 * T=0: what the kernel itself decides on a command from its five header bytes. [ISO7816-3 §10.3.2]
 * [ISO7816-4 §7]
 */
import type { Bytes } from '../../base/index.ts';
import { type ClassByte, INS, SW } from '../../wire/index.ts';
import { type HeaderAnswer, refuse, Refusal } from '../abi/index.ts';
import { headerOf } from './get-response.ts';
import { parseOccurrence } from './select.ts';
import type { Channel } from './session-table.ts';
import { CHAINING, headOf, takerOf } from './taker.ts';

/** Inter-industry instructions whose TPDU carries response data. */
const OUTGOING_INS: ReadonlySet<number> = new Set([
  INS.GET_CHALLENGE,
  INS.READ_BINARY,
  INS.READ_RECORD,
  INS.GET_RESPONSE,
  INS.GET_DATA,
]);

/** Where neither kernel nor container decides. */
export function tableDirection(header: Bytes): 'in' | 'out' {
  return OUTGOING_INS.has(header[1]!) ? 'out' : 'in';
}

/** What the kernel's own commands and its framing say; `undefined` leaves it to the container. */
export function framedByKernel(
  channel: Channel,
  header: Bytes,
  cla: ClassByte,
): HeaderAnswer | undefined {
  const head = headOf(header);
  if (head.ins === INS.GET_RESPONSE) return 'out';
  if (channel.reissue && channel.reissue.header === headerOf(head)) return 'out';
  if (!cla.proprietary && head.ins === INS.ENVELOPE) {
    return head.p1 === 0 && head.p2 === 0 ? 'in' : SW.WRONG_P1P2;
  }
  if (channel.chain) {
    const plain = { ...head, cla: head.cla & ~CHAINING };
    if (channel.chain.header === headerOf(plain)) return 'in';
    refuse(SW.LAST_OF_CHAIN_EXPECTED, 'ISO7816-4 §5.3.3', 'the end of the chain is due');
  }
  const taker = takerOf(head, cla);
  if (!cla.proprietary && cla.chained) {
    return taker === 'entity' ? undefined : 'in';
  }
  // MANAGE CHANNEL never brings data, whatever P1 and P2 say. [GPCS §11.7.2]
  if (taker === 'manage-channel') return 'out';
  if (taker !== 'select') return undefined;
  parseOccurrence(head.p2);
  return 'in';
}

/**
 * The header of the command that the entity gets: of a piece that the kernel joins, without the
 * mark of a piece. `undefined` for what the entity gets as it is.
 */
export function joinedHeader(channel: Channel, header: Bytes, cla: ClassByte): Bytes | undefined {
  if (cla.proprietary || !cla.chained || channel.current?.entity.framing === 'own')
    return undefined;
  return header.with(0, header[0]! & ~CHAINING);
}

/**
 * What a piece is answered: it brings data, whatever the direction of the whole. The whole's length
 * is not known from it, so that a refusal for the length waits for the end of the chain.
 */
export function ofPiece(answer: () => HeaderAnswer | undefined): HeaderAnswer {
  try {
    const known = answer();
    return typeof known === 'number' && known !== SW.WRONG_LENGTH ? known : 'in';
  } catch (error) {
    if (error instanceof Refusal && error.sw === SW.WRONG_LENGTH) return 'in';
    throw error;
  }
}

/** A command that its header settles ends what came before it, as any other command does. */
export function breakOff(channel: Channel): void {
  channel.pending = undefined;
  channel.reissue = undefined;
  channel.envelope = undefined;
  channel.chain = undefined;
}
