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

export interface ChannelDoor {
  readonly link: LinkSessions;
  /** The channel that carries the command. */
  readonly from: Channel;
  /** Why the card of the paired container is locked, if it is: then no channel opens. */
  readonly locked: string | undefined;
  /** Puts a fresh channel on its first entity; anything but 9000 refuses the opening. */
  enter(channel: Channel, from: Channel): number;
  leave(channel: Channel): void;
}

export function manageChannel(door: ChannelDoor, apdu: CommandApdu): Response {
  if (apdu.data.length > 0) refuse(SW.WRONG_LENGTH, 'GPCS §11.7.2', 'MANAGE CHANNEL has no data');
  if (apdu.p1 === P1_OPEN) {
    if (apdu.p2 === 0) checkExpected(door, apdu.le);
    return open(door, apdu.p2);
  }
  if (apdu.p1 === P1_CLOSE) return close(door, apdu.p2);
  return refuse(SW.WRONG_P1P2, 'GPCS §11.7.2.1', 'P1 is 00 to open or 80 to close');
}

/**
 * T=0 tells a wrong length before anything is done: a channel that nobody was told of would stay
 * open. [ISO7816-3 §12.2.2]
 */
function checkExpected({ link }: ChannelDoor, le: number | undefined): void {
  if (link.facts.outgoing !== 'get-response' || le === undefined || le === 1) return;
  refuse(SW_ONE_BYTE, 'ISO7816-3 §12.2.2', 'the answer is the number of the channel, one byte');
}

function open({ link, from, locked, enter, leave }: ChannelDoor, wanted: number): Response {
  if (locked !== undefined) {
    refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', locked);
  }
  const number = wanted === 0 ? freeNumber(link, from.lsi) : wanted;
  if (number === undefined || number >= link.facts.channels) {
    return refuse(SW.FUNCTION_NOT_SUPPORTED, 'GPCS §11.7.3.2', 'no such channel, or none left');
  }
  if (link.get(from.lsi, number))
    refuse(SW.WRONG_P1P2, 'GPCS §11.7.3.2', 'the channel is open already');
  const channel = link.open(from.lsi, number);
  const sw = enter(channel, from);
  if (sw !== SW.OK) {
    leave(channel);
    refuse(sw, 'GPCS §6.3', 'the entity cannot be current in a further channel');
  }
  return { data: wanted === 0 ? bytes(number) : EMPTY, sw: SW.OK };
}

function close({ link, from, leave }: ChannelDoor, wanted: number): Response {
  const number = wanted === 0 ? from.number : wanted;
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
