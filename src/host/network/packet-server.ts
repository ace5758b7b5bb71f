/**
 * A remote server that sends secured packets by short message: commands for files or for the
 * operator's security domain, and proofs of receipt that it checks. [TS102225 §5] [TS31115 §4]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  equal,
  isWireError,
} from '../../base/index.ts';
import {
  type Crypto,
  decryptPacket,
  encryptPacket,
  packetChecksum,
  type PacketKey,
  packetPadding,
} from '../../crypto/index.ts';
import {
  commandIntegrityInput,
  COUNTER_LENGTH,
  emitCommandBody,
  emitCommandPacket,
  parseResponseBody,
  parseResponsePacket,
  responseIntegrityInput,
  type SecurityParameters,
} from '../../wire/secured-packet/index.ts';
import {
  concatenation,
  DATA_DOWNLOAD,
  emitSmsDeliver,
  emitUserData,
  parseSmsSubmit,
  parseUserData,
  SMS_ELEMENT,
  SMS_USER_DATA_MAX,
  smsPart,
} from '../../wire/sms/index.ts';

/** The sender of its messages, and the receiver of proofs by short message. */
const SERVER = { type: 0x91, digits: '12345' } as const;
const TIMESTAMP = new Uint8Array(7);
const CHECKSUM_LENGTH = 8;
const BLOCK_LENGTH = { aes: 16, 'des-cbc': 8, 'des-ecb': 8 } as const;
/** Header length, identifier, no value: checksums of proofs cover it. [TS31115 §4.4] */
const RESPONSE_TRANSPORT = bytes(0x02, SMS_ELEMENT.responsePacket, 0x00);
/** Low half of KIc and KID. [TS102225 §5.1.2] */
const ALGORITHM = { aes: 0x2, des: 0x5 } as const;

export interface PacketServerParts {
  readonly crypto: Crypto;
  /** 1 to 15: the version of the keys in the card. */
  readonly keySet: number;
  readonly algorithm: 'aes' | 'des';
  /** Of the ciphers, and of the checksum. */
  readonly kic: Bytes;
  readonly kid: Bytes;
}

export interface PacketWish {
  readonly spi: SecurityParameters;
  readonly tar: Bytes;
  readonly counter: number;
  readonly data: Bytes;
}

export type PacketProof =
  | { readonly status: number; readonly data: Bytes }
  /** Why the proof is none, or not authentic. */
  | { readonly wrong: string };

export class PacketServer {
  readonly #parts: PacketServerParts;
  #reference = 0;

  constructor(parts: PacketServerParts) {
    this.#parts = parts;
  }

  command({ spi, tar, counter, data }: PacketWish): Bytes {
    const { crypto, keySet, algorithm } = this.#parts;
    const { kic, kid } = this.#keys;
    const integrityLength = spi.integrity === 'checksum' ? CHECKSUM_LENGTH : 0;
    const indicator = (keySet << 4) | ALGORITHM[algorithm];
    const header = { spi, kic: indicator, kid: indicator, tar, integrityLength };
    const clear = { counter: bigEndian(counter, COUNTER_LENGTH), data };
    const length = COUNTER_LENGTH + 1 + integrityLength + data.length;
    const padding = spi.ciphered ? packetPadding(BLOCK_LENGTH[kic.algorithm], length) : 0;
    const input = commandIntegrityInput(header, { ...clear, padding });
    const integrity = integrityLength === 0 ? EMPTY : packetChecksum(crypto, kid, input);
    const body = emitCommandBody({ ...clear, padding, integrity });
    const secured = spi.ciphered ? encryptPacket(crypto, kic, body) : body;
    return emitCommandPacket({ ...header, secured });
  }

  /** As many SMS-DELIVER as the packet needs, in order. [TS31115 §4.2] */
  messages(packet: Bytes): readonly Bytes[] {
    const identifier = { id: SMS_ELEMENT.commandPacket, value: EMPTY };
    const single = { header: [identifier], data: packet };
    if (emitUserData(single).length <= SMS_USER_DATA_MAX) return [deliver(single)];
    const room = SMS_USER_DATA_MAX - emitUserData({ header: [PLACE], data: EMPTY }).length;
    const first = room - 2;
    const pieces = [packet.subarray(0, first)];
    for (let at = first; at < packet.length; at += room)
      pieces.push(packet.subarray(at, at + room));
    const reference = (this.#reference = (this.#reference + 1) & 0xff);
    return pieces.map((data, at) => {
      const place = concatenation({ reference, total: pieces.length, part: at + 1 });
      return deliver({ header: at === 0 ? [place, identifier] : [place], data });
    });
  }

  /** The proof in the answer to ENVELOPE; nothing where that has none. */
  proofInAnswer(spi: SecurityParameters, answer: Bytes): PacketProof | undefined {
    if (answer.length === 0) return undefined;
    const user = parseUserData(answer);
    if (isWireError(user) || !user.header.some(({ id }) => id === SMS_ELEMENT.responsePacket))
      return { wrong: 'the answer to the envelope is no response packet' };
    return this.proof(spi, user.data);
  }

  /** The proof in short messages that the card sent; nothing where parts are missing. */
  proofInMessages(spi: SecurityParameters, tpdus: readonly Bytes[]): PacketProof | undefined {
    const parts = new Map<number, Bytes>();
    let total = 1;
    for (const tpdu of tpdus) {
      const message = parseSmsSubmit(tpdu);
      if (isWireError(message)) return { wrong: 'a short message of the card is no SMS-SUBMIT' };
      const place = smsPart(message.header);
      if (place !== undefined && isWireError(place)) return { wrong: 'a part has no place' };
      total = place?.total ?? 1;
      parts.set(place?.part ?? 1, message.data);
    }
    if (tpdus.length === 0 || parts.size < total) return undefined;
    const ordered = [...parts].toSorted(([a], [b]) => a - b).map(([, data]) => data);
    return this.proof(spi, concat(...ordered));
  }

  proof(spi: SecurityParameters, source: Bytes): PacketProof {
    const { crypto } = this.#parts;
    const { kic, kid } = this.#keys;
    const packet = parseResponsePacket(source);
    if (isWireError(packet)) return { wrong: 'the response packet does not read' };
    // A proof of an error that was found before the keys comes in the clear. [TS102225 §5.2]
    const clear = parseResponseBody(packet, packet.secured);
    const isClear = !isWireError(clear) && packet.integrityLength === 0 && clear.status !== 0;
    const plain =
      spi.proof.ciphered && !isClear ? decryptPacket(crypto, kic, packet.secured) : packet.secured;
    const body = plain && parseResponseBody(packet, plain);
    if (body === undefined || isWireError(body)) return { wrong: 'the proof cannot be deciphered' };
    const { integrity, status, data } = body;
    if (integrity.length > 0) {
      const input = responseIntegrityInput(RESPONSE_TRANSPORT, packet, body);
      if (!equal(integrity, packetChecksum(crypto, kid, input)))
        return { wrong: 'the checksum of the proof is wrong' };
    } else if (spi.proof.integrity === 'checksum' && status === 0) {
      return { wrong: 'the proof has no checksum' };
    }
    return { status, data };
  }

  get #keys(): { readonly kic: PacketKey; readonly kid: PacketKey } {
    const { kic, kid, algorithm } = this.#parts;
    const name = algorithm === 'aes' ? 'aes' : 'des-cbc';
    return { kic: { algorithm: name, key: kic }, kid: { algorithm: name, key: kid } };
  }
}

const PLACE = concatenation({ reference: 0, total: 1, part: 1 });

function deliver(user: Parameters<typeof emitUserData>[0]): Bytes {
  return emitSmsDeliver({ address: SERVER, ...DATA_DOWNLOAD, timestamp: TIMESTAMP, ...user });
}
