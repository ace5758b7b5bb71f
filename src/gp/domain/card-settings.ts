/** What a card was made with and what no command changes; kept in its memory. */
import { bigEndian, bytes, concat, Fault, readBigEndian } from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';

/** A secure channel protocol that security domains offer, with its option byte `i`. [GPCS §H.2] */
export interface ChannelOption {
  readonly protocol: number;
  readonly option: number;
}

export interface CardSettings {
  /** In the order of preference; without any, its security domains open no secure channel. */
  readonly channels: readonly ChannelOption[];
  /** Bytes of RAM promised to applications, for GET DATA FF21. [TS102226 §8.2.1.7.2] */
  readonly volatileFree: number;
}

const RAM_LENGTH = 4;

export const cardSettingsCodec: Codec<CardSettings> = {
  emit: ({ channels, volatileFree }) =>
    concat(
      bigEndian(volatileFree, RAM_LENGTH),
      ...channels.map(({ protocol, option }) => bytes(protocol, option)),
    ),
  parse(stored) {
    const pairs = stored.subarray(RAM_LENGTH);
    if (stored.length < RAM_LENGTH || pairs.length % 2 !== 0) {
      throw new Fault('the stored settings of a card are cut');
    }
    const channels: ChannelOption[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      channels.push({ protocol: pairs[at]!, option: pairs[at + 1]! });
    }
    return { channels, volatileFree: readBigEndian(stored.subarray(0, RAM_LENGTH)) };
  },
};

export const NO_SETTINGS: CardSettings = { channels: [], volatileFree: 0 };

/** The option byte of a protocol; `undefined` where the card does not offer it. */
export function channelOption(settings: CardSettings, protocol: number): number | undefined {
  return settings.channels.find((one) => one.protocol === protocol)?.option;
}
