/**
 * Card capability information (tag 67): what the card supports, beyond its recognition. [GPCS §H.4]
 */
import { bigEndian, type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { emitPrivileges, ISSUER_PRIVILEGES, PRIVILEGE } from '../registry/privileges.ts';
import { offeredProtocols } from '../channel/protocols.ts';
import { type CardSettings, channelOptions } from './card-settings.ts';

export const TAG_CARD_CAPABILITIES = 0x67;

/** Key lengths: AES-128, AES-192, AES-256. [GPCS §H.4 table H-7] */
const AES_KEYS = 0x07;
/** Load file data block hashes: SHA-1 and SHA-256. [GPCS §H.4] */
const HASHES = bytes(0x01, 0x02);
/** No signature scheme for DAP verification. [GPCS §H.4 table H-9] */
const NO_CIPHER_SUITE = bytes(0x00);

/** What a description may give a supplementary security domain. */
const DOMAIN_PRIVILEGES =
  ISSUER_PRIVILEGES & ~PRIVILEGE.TOKEN_MANAGEMENT & ~PRIVILEGE.RECEIPT_GENERATION;
const APPLICATION_PRIVILEGES =
  PRIVILEGE.CARD_LOCK |
  PRIVILEGE.CARD_TERMINATE |
  PRIVILEGE.CARD_RESET |
  PRIVILEGE.CVM_MANAGEMENT |
  PRIVILEGE.GLOBAL_LOCK |
  PRIVILEGE.GLOBAL_REGISTRY |
  PRIVILEGE.FINAL_APPLICATION;

/** The value of tag 67. [GPCS §H.4 table H-5] */
export function emitCardCapabilities(channels: CardSettings['channels']): Bytes {
  const protocols = offeredProtocols(channels).map(({ id, aesKeys }) => {
    const options = channelOptions(channels, id).map((one) => bigEndian(one, one > 0xff ? 2 : 1));
    return emitTlv(
      0xa0,
      emitTlv(0x80, bytes(id)),
      emitTlv(0x81, ...options),
      aesKeys ? emitTlv(0x82, bytes(AES_KEYS)) : EMPTY,
    );
  });
  return concat(
    ...protocols,
    emitTlv(0x81, emitPrivileges(DOMAIN_PRIVILEGES)),
    emitTlv(0x82, emitPrivileges(APPLICATION_PRIVILEGES)),
    emitTlv(0x83, HASHES),
    emitTlv(0x87, NO_CIPHER_SUITE),
  );
}
