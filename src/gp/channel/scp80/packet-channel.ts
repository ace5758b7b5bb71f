/**
 * What a security domain has while it runs the commands of a packet: a secure channel whose
 * security was verified with the packet, for all of them. [TS102226 §8.2] [TS102225 §A.1]
 */
import type { Bytes } from '../../../base/index.ts';
import { type Crypto, decryptCbc, decryptEcb } from '../../../crypto/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { KEY_TYPE, SECURITY_LEVEL } from '../../../wire/globalplatform/index.ts';
import type { SecurityParameters } from '../../../wire/secured-packet/index.ts';
import type { KeyStore } from '../../domain/key-store.ts';
import { type SecureChannel } from '../secure-channel.ts';
import { scp80 } from './protocol.ts';

/** Key of a set that keys and other sensitive data are encrypted with. [TS102225 §A.1] */
const DATA_ENCRYPTION_KEY = 3;
const AES_BLOCK = 16;
const DES_BLOCK = 8;
const RESPONSE_LENGTH_MAX = 0xffff;

export interface PacketChannelParts {
  readonly crypto: Crypto;
  /** Handle of the security domain. */
  readonly domain: number;
  readonly keys: KeyStore;
  readonly spi: Pick<SecurityParameters, 'ciphered' | 'integrity'>;
  /** Number of the key set that secured the packet. */
  readonly keySet: number;
}

export function packetChannel(parts: PacketChannelParts): SecureChannel {
  const { spi, domain } = parts;
  const { COMMAND_MAC, COMMAND_DECRYPTION } = SECURITY_LEVEL;
  const isSigned = spi.integrity === 'checksum';
  return {
    protocol: scp80.id,
    level: (isSigned ? COMMAND_MAC : 0) | (spi.ciphered ? COMMAND_DECRYPTION : 0),
    authenticated: isSigned,
    domain,
    needsMac: false,
    responseLengthMax: RESPONSE_LENGTH_MAX,
    verify: () => ({ why: 'a command of a packet has no secure messaging of its own' }),
    protect: (response) => response,
    decryptSensitive: (data) => decrypted(parts, data),
    beginResponseMac: noResponseMac,
    endResponseMac: noResponseMac,
  };
}

function noResponseMac(): never {
  return refuse(SW.CONDITIONS, 'TS102225 §5.2', 'the proof of receipt secures responses');
}

function decrypted({ crypto, keys, keySet }: PacketChannelParts, data: Bytes): Bytes | undefined {
  const part = keys.find(keySet, DATA_ENCRYPTION_KEY)?.parts[0];
  const isAes = part?.type === KEY_TYPE.AES;
  const block = isAes ? AES_BLOCK : DES_BLOCK;
  if (part === undefined || data.length === 0 || data.length % block !== 0) return undefined;
  const key = part.value.reveal();
  return isAes
    ? decryptCbc(crypto.aes(key), { iv: new Uint8Array(AES_BLOCK), data })
    : decryptEcb(crypto.des(key), data);
}
