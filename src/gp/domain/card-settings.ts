/** What a card was made with and what no command changes; kept in its memory. */
import { bigEndian, bytes, concat, Fault, readBigEndian } from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';
import {
  emitPersonality,
  parsePersonality,
  type Personality,
  STANDARD_PERSONALITY,
} from './personality.ts';

/**
 * A secure channel protocol that security domains offer, with its option `i`: one byte, or two of
 * which the first has bit 8 set. A protocol that is offered with several options has several rows.
 * [GPCS §H.2]
 */
export interface ChannelOption {
  readonly protocol: number;
  readonly option: number;
}

export interface CardSettings {
  /** In the order of preference; without any, its security domains open no secure channel. */
  readonly channels: readonly ChannelOption[];
  /** Bytes of RAM promised to applications, for GET DATA FF21. [TS102226 §8.2.1.7.2] */
  readonly volatileFree: number;
  /** Failed authentications in a row that block a key set, 1 to 255. [GPCS §7.5.1] */
  readonly attemptsMax: number;
  readonly personality: Personality;
}

const RAM_LENGTH = 4;
const HEAD_LENGTH = RAM_LENGTH + 1;
/** A protocol and its option. */
const ROW_LENGTH = 3;

export const cardSettingsCodec: Codec<CardSettings> = {
  emit: ({ channels, volatileFree, attemptsMax, personality }) =>
    concat(
      bigEndian(volatileFree, RAM_LENGTH),
      bytes(attemptsMax),
      emitPersonality(personality),
      ...channels.map(({ protocol, option }) => concat(bytes(protocol), bigEndian(option, 2))),
    ),
  parse(stored) {
    const { personality, length } = parsePersonality(stored.subarray(HEAD_LENGTH));
    const rows = stored.subarray(HEAD_LENGTH + length);
    if (rows.length % ROW_LENGTH !== 0) {
      throw new Fault('the stored settings of a card are cut');
    }
    const channels: ChannelOption[] = [];
    for (let at = 0; at < rows.length; at += ROW_LENGTH) {
      channels.push({
        protocol: rows[at]!,
        option: readBigEndian(rows.subarray(at + 1, at + ROW_LENGTH)),
      });
    }
    return {
      channels,
      volatileFree: readBigEndian(stored.subarray(0, RAM_LENGTH)),
      attemptsMax: stored[RAM_LENGTH]!,
      personality,
    };
  },
};

/** Failed authentications in a row that block a key set, where nothing else is described. */
export const ATTEMPTS_MAX_DEFAULT = 255;

export const NO_SETTINGS: CardSettings = {
  channels: [],
  volatileFree: 0,
  attemptsMax: ATTEMPTS_MAX_DEFAULT,
  personality: STANDARD_PERSONALITY,
};

/** The options of a protocol in order; none where the card does not offer it. */
export function channelOptions(
  channels: readonly ChannelOption[],
  protocol: number,
): readonly number[] {
  return channels.filter((one) => one.protocol === protocol).map(({ option }) => option);
}
