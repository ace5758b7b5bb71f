/** ReplaceSessionKeys: the keys that the profile itself is protected with. [SGP22 §5.5.4] */
import { elements, type Message } from '../asn1/index.ts';
import { BSP_KEY } from './initialise-secure-channel.ts';
import { ES8_TAG } from './tags.ts';

const { element, messageOf, octets } = elements;

const KEY = octets({ min: BSP_KEY.length, max: BSP_KEY.length });

const REQUEST = {
  /** The new initial MAC chaining value. */
  chaining: element(0x80, KEY),
  enc: element(0x81, KEY),
  mac: element(0x82, KEY),
} as const;
export type ReplaceSessionKeysRequest = Message<typeof REQUEST>;

export const { parse: parseReplaceSessionKeysRequest, emit: emitReplaceSessionKeysRequest } =
  messageOf('ReplaceSessionKeysRequest', ES8_TAG.replaceSessionKeys, REQUEST);
