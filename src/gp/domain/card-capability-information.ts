/**
 * Card capability information (tag 67): what the card supports, beyond its recognition. [GPCS §H.4]
 */
import { bigEndian, type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import { REFERENCED_CURVES } from '../../crypto/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { emitPrivileges, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import { ISSUER_PRIVILEGES } from '../registry/privileges.ts';
import { offeredProtocols } from '../channel/protocols.ts';
import { type CardSettings, channelOptions } from './card-settings.ts';
import { LOAD_HASHES, type Personality } from './personality.ts';

/** Key lengths: AES-128, AES-192, AES-256. [GPCS §H.4 table H-7] */
const AES_KEYS = 0x07;
/** Triple DES and AES of each length, with an initial vector. [GPCS §H.4 table H-8] */
const LOAD_FILE_CIPHERS = bytes(0x8f);
/** All schemes of tokens, receipts and DAPs. [GPCS §H.4 table H-9] [GPCS §H.4 table H-10] */
const SIGNATURES = bytes(0xff, 0x03);
/** Key parameter references of the preloaded curves. [GPCS §B.4.2 table B-2] */
const CURVES = bytes(...REFERENCED_CURVES.keys());

/** What a supplementary security domain may be given. */
const DOMAIN_PRIVILEGES =
  ISSUER_PRIVILEGES |
  PRIVILEGE.DAP_VERIFICATION |
  PRIVILEGE.DELEGATED_MANAGEMENT |
  PRIVILEGE.MANDATED_DAP_VERIFICATION |
  PRIVILEGE.GLOBAL_SERVICE |
  PRIVILEGE.CIPHERED_LOAD_FILE_DATA_BLOCK;
const APPLICATION_PRIVILEGES =
  PRIVILEGE.CARD_LOCK |
  PRIVILEGE.CARD_TERMINATE |
  PRIVILEGE.CARD_RESET |
  PRIVILEGE.CVM_MANAGEMENT |
  PRIVILEGE.GLOBAL_LOCK |
  PRIVILEGE.GLOBAL_REGISTRY |
  PRIVILEGE.FINAL_APPLICATION;

/** The value of tag 67. [GPCS §H.4 table H-5] */
export function emitCardCapabilities({
  channels,
  personality,
}: Pick<CardSettings, 'channels' | 'personality'>): Bytes {
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
    emitTlv(0x83, bytes(...hashIds(personality))),
    emitTlv(0x84, LOAD_FILE_CIPHERS),
    emitTlv(0x85, SIGNATURES),
    emitTlv(0x86, SIGNATURES),
    emitTlv(0x87, SIGNATURES),
    emitTlv(0x88, CURVES),
  );
}

/** Hashes of load file data blocks that INSTALL accepts. [GPCS §H.4] */
function hashIds({ loadHashes }: Personality): readonly number[] {
  return LOAD_HASHES.filter(({ name }) => loadHashes.includes(name)).map(({ id }) => id);
}
