/**
 * Joining what arrives in parts before anything is dispatched: ISO command chaining, and ENVELOPE
 * with an inter-industry class. [ISO7816-4 §5.3.3] [ISO7816-4 §7.6.2]
 */
import { type Bytes, COMMAND_DATA_MAX, concat, isWireError } from '../../base/index.ts';
import { type CommandApdu, parseCommandApdu, SW } from '../../wire/index.ts';
import { headerOf } from './get-response.ts';
import type { Chain, Channel } from './session-table.ts';

/** Either a whole command, or the status word that answers this part. */
export type Joined = { readonly apdu: CommandApdu } | { readonly sw: number; readonly why: string };

/** Header, two extended lengths and the longest data. */
const ENVELOPED_MAX = COMMAND_DATA_MAX + 9;

/** Takes one command of a chain, or the only one; bit 5 of the class says that more follow. */
export function joinChain(channel: Channel, apdu: CommandApdu, chained: boolean): Joined {
  const chain = channel.chain;
  if (!chain && !chained) return { apdu };
  const plain = { ...apdu, cla: apdu.cla & ~0x10 };
  if (chain && chain.header !== headerOf(plain)) {
    channel.chain = undefined;
    return {
      sw: SW.LAST_OF_CHAIN_EXPECTED,
      why: 'another command came before the end of the chain',
    };
  }
  const grown = grow(
    chain ?? { header: headerOf(plain), parts: [], length: 0 },
    apdu.data,
    COMMAND_DATA_MAX,
  );
  if (!grown) {
    channel.chain = undefined;
    return { sw: SW.WRONG_LENGTH, why: `the chain passes ${COMMAND_DATA_MAX} bytes` };
  }
  channel.chain = chained ? grown : undefined;
  if (chained) return { sw: SW.OK, why: 'more of the chain follows' };
  return { apdu: { ...plain, data: concat(...grown.parts) } };
}

/** Takes one ENVELOPE segment; a segment below 255 bytes, or an empty one, ends the command. */
export function joinEnvelope(channel: Channel, apdu: CommandApdu): Joined {
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return { sw: SW.WRONG_P1P2, why: 'ENVELOPE has P1 P2 00 00' };
  const grown = grow(
    channel.envelope ?? { header: '', parts: [], length: 0 },
    apdu.data,
    ENVELOPED_MAX,
  );
  channel.envelope = grown;
  if (!grown)
    return { sw: SW.WRONG_LENGTH, why: `the enveloped command passes ${ENVELOPED_MAX} bytes` };
  const command = parseCommandApdu(concat(...grown.parts));
  const ends = apdu.data.length < 255;
  if (!ends) return { sw: SW.OK, why: 'more of the enveloped command follows' };
  channel.envelope = undefined;
  if (isWireError(command)) return { sw: SW.WRONG_DATA, why: 'the envelopes hold no command APDU' };
  return { apdu: command };
}

function grow(chain: Chain, part: Bytes, lengthMax: number): Chain | undefined {
  if (chain.length + part.length > lengthMax) return undefined;
  if (part.length > 0) chain.parts.push(Uint8Array.from(part));
  chain.length += part.length;
  return chain;
}
