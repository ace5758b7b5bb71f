/**
 * The proof of receipt: the response packet, secured as the command's SPI requires. [TS102225 §5.2]
 */
import { type Bytes, EMPTY } from '../../../base/index.ts';
import { type Crypto, encryptPacket, packetChecksum } from '../../../crypto/index.ts';
import {
  type CommandPacket,
  emitResponseBody,
  emitResponsePacket,
  paddingOf,
  RESPONSE_STATUS,
  responseIntegrityInput,
} from '../../../wire/secured-packet/index.ts';
import type { KeyStore } from '../../domain/key-store.ts';
import { PACKET_KEY_ID, packetKey } from './packet-keys.ts';
import { redundancyCheck } from './redundancy-check.ts';

export interface ProofParts {
  readonly crypto: Crypto;
  readonly keys: KeyStore;
  readonly packet: CommandPacket;
  /** As the command has it. */
  readonly counter: Bytes;
  readonly status: number;
}

/**
 * `undefined` where none is requested. Where the keys are not there, the proof has no security,
 * since an error still must be reported.
 */
export function proofOfReceipt(
  { crypto, keys, packet, counter, status }: ProofParts,
  data: Bytes,
  transport: Bytes,
): Bytes | undefined {
  const { spi, kic, kid, tar } = packet;
  const { when, integrity, ciphered } = spi.proof;
  if (when === 'never' || (when === 'on-error' && status === RESPONSE_STATUS.ok)) return undefined;
  const cipher = ciphered ? packetKey(keys, PACKET_KEY_ID.CIPHERING, kic)?.key : undefined;
  const signer =
    integrity === 'checksum' ? packetKey(keys, PACKET_KEY_ID.INTEGRITY, kid) : undefined;
  const check = (input: Bytes): Bytes => {
    if (integrity === 'redundancy') return redundancyCheck(kid, input) ?? EMPTY;
    if (signer === undefined || signer.key.algorithm === 'des-ecb') return EMPTY;
    return packetChecksum(crypto, signer.key, input);
  };
  const { length } = check(EMPTY);
  const content = { counter, status, data };
  const blockLength = cipher?.algorithm === 'aes' ? 16 : 8;
  const unsigned = { ...content, integrity: new Uint8Array(length) };
  const padding = cipher === undefined ? 0 : paddingOf(unsigned, blockLength);
  const header = { tar, integrityLength: length };
  const signed = check(responseIntegrityInput(transport, header, { ...content, padding }));
  const body = emitResponseBody({ ...content, padding, integrity: signed });
  const secured = cipher === undefined ? body : encryptPacket(crypto, cipher, body);
  return emitResponsePacket({ ...header, secured });
}
