/**
 * MANAGE CHANNEL: opening and closing logical channels of one link and LSI.
 * [ISO7816-4 §7.1.2] [GPCS §11.7]
 */
import { bytes, EMPTY } from '../../base/index.ts';
import { type CommandApdu, SW } from '../../wire/index.ts';
import { refuse, type Response } from '../abi/index.ts';
import type { Channel, LinkSessions } from './session-table.ts';

const P1_OPEN = 0x00;
const P1_CLOSE = 0x80;
const SW_ONE_BYTE = 0x6c01;

export interface ChannelAccess {
  readonly link: LinkSessions;
  /** The channel that carries the command. */
  readonly from: Channel;
  /** Why no channel opens here, if a card is locked. */
  readonly locked: string | undefined;
  /** Length of the answer that the frame of the command allows; none where it is enveloped. */
  readonly le: number | undefined;
  /** Puts a fresh channel on its first entity; anything but 9000 refuses the opening. */
  enter(channel: Channel, from: Channel): number;
  leave(channel: Channel): void;
}

export function manageChannel(access: ChannelAccess, apdu: CommandApdu): Response {
  if (apdu.data.length > 0) refuse(SW.WRONG_LENGTH, 'GPCS §11.7.2', 'MANAGE CHANNEL has no data');
  if (apdu.p1 === P1_OPEN) {
    if (apdu.p2 === 0) checkExpected(access);
    return open(access, apdu.p2);
  }
  if (apdu.p1 === P1_CLOSE) return close(access, apdu.p2);
  return refuse(SW.WRONG_P1P2, 'GPCS §11.7.2.1', 'P1 is 00 to open or 80 to close');
}

/**
 * On T=0 a wrong length is refused before anything is done: else a channel would stay open whose
 * number was never sent. [ISO7816-3 §12.2.2]
 */
function checkExpected({ link, le }: ChannelAccess): void {
  if (link.facts.outgoing !== 'get-response' || le === undefined || le === 1) return;
  refuse(SW_ONE_BYTE, 'ISO7816-3 §12.2.2', 'the answer is the number of the channel, one byte');
}

function open({ link, from, locked, enter, leave }: ChannelAccess, requested: number): Response {
  if (locked !== undefined) {
    refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', locked);
  }
  const number = requested === 0 ? freeNumber(link, from.lsi) : requested;
  if (number === undefined || number >= link.facts.channels) {
    return refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', 'no such channel, or none left');
  }
  if (link.get(from.lsi, number))
    refuse(SW.WRONG_P1P2, 'GPCS §11.7.3.2', 'the channel is open already');
  const channel = link.open(from.lsi, number);
  const sw = enter(channel, from);
  if (sw !== SW.OK) {
    leave(channel);
    refuse(sw, 'GPCS §11.7.3.2', 'the entity cannot be current in a further channel');
  }
  return { data: requested === 0 ? bytes(number) : EMPTY, sw: SW.OK };
}

function close({ link, from, leave }: ChannelAccess, requested: number): Response {
  const number = requested === 0 ? from.number : requested;
  if (number === 0)
    refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', 'the basic channel stays open');
  if (number >= link.facts.channels) {
    refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', 'the link has no such channel');
  }
  const channel = link.get(from.lsi, number);
  // A warning only. [GPCS §11.7.3.2]
  if (!channel) return { data: EMPTY, sw: SW.NOT_OPEN };
  leave(channel);
  return { data: EMPTY, sw: SW.OK };
}

function freeNumber(link: LinkSessions, lsi: number): number | undefined {
  for (let number = 1; number < link.facts.channels; number++) {
    if (!link.get(lsi, number)) return number;
  }
  return undefined;
}
