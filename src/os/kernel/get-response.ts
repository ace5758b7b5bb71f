/**
 * How an answer leaves: straight, or in parts by GET RESPONSE; and T=0's reissue with the right
 * length. Containers take no part in it. [ISO7816-3 §12.2] [TS102221 §7.3.1.1]
 */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { type CommandApdu, emitResponseApdu, SW } from '../../wire/index.ts';
import type { Response } from '../abi/index.ts';
import type { Channel } from './session-table.ts';

/** Most bytes one short GET RESPONSE carries. */
const SHORT_MAX = 256;

function status(sw: number): Bytes {
  return emitResponseApdu({ data: EMPTY, sw });
}

function moreBytes(count: number): number {
  return 0x6100 | (count >= SHORT_MAX ? 0 : count);
}

/** Sends a finished response on its way by the link's manner; keeps what has to wait. */
export function deliver(channel: Channel, apdu: CommandApdu, response: Response): Bytes {
  const { data, sw } = response;
  channel.pending = undefined;
  channel.reissue = undefined;
  if (data.length === 0) return status(sw);
  if (channel.link.outgoing === 'get-response') return deliverByTpdu(channel, apdu, response);
  const room = apdu.le ?? (apdu.extended ? 65_536 : SHORT_MAX);
  return deliverPart(channel, response, room);
}

/** T=0: no data with case 3 and 4; exactly Le bytes with case 2, or 6Cxx. */
function deliverByTpdu(channel: Channel, apdu: CommandApdu, response: Response): Bytes {
  const { data, sw } = response;
  if (apdu.le === undefined || apdu.data.length > 0) {
    channel.pending = { rest: data, sw };
    return status(moreBytes(data.length));
  }
  if (data.length < apdu.le) {
    channel.reissue = { header: headerOf(apdu), response };
    return status(0x6c00 | data.length);
  }
  return deliverPart(channel, response, apdu.le);
}

function deliverPart(channel: Channel, { data, sw }: Response, room: number): Bytes {
  if (data.length <= room) return emitResponseApdu({ data, sw });
  channel.pending = { rest: data.subarray(room), sw };
  return emitResponseApdu({ data: data.subarray(0, room), sw: moreBytes(data.length - room) });
}

/** Serves GET RESPONSE from what is pending. [ISO7816-4 §7.6.1] */
export function getResponse(channel: Channel, apdu: CommandApdu): Bytes {
  const pending = channel.pending;
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return status(SW.WRONG_P1P2);
  if (apdu.data.length > 0) return status(SW.WRONG_LENGTH);
  if (!pending) return status(SW.CONDITIONS);
  const { rest, sw } = pending;
  const room = apdu.le ?? SHORT_MAX;
  if (channel.link.outgoing === 'get-response' && room > rest.length) {
    return status(0x6c00 | rest.length);
  }
  channel.pending = undefined;
  return deliverPart(channel, { data: rest, sw }, room);
}

/** T=0: the same header again with the length that 6Cxx named gets the answer kept for it. */
export function reissued(channel: Channel, apdu: CommandApdu): Bytes | undefined {
  const kept = channel.reissue;
  if (!kept || kept.header !== headerOf(apdu) || apdu.le !== kept.response.data.length)
    return undefined;
  channel.reissue = undefined;
  return emitResponseApdu(kept.response);
}

export function headerOf(apdu: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'>): string {
  return String.fromCharCode(apdu.cla, apdu.ins, apdu.p1, apdu.p2);
}
