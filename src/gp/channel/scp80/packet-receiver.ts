/**
 * Secure channel protocol 80, card side: takes a secured packet, checks its security, and makes the
 * proof of receipt. Nothing here depends on the bearer. [TS102225 §5.1] [TS102225 §5.2]
 */
import {
  type Bytes,
  EMPTY,
  isWireError,
  operandText,
  readBigEndian,
  sameSecret,
  type TraceKind,
} from '../../../base/index.ts';
import { type Crypto, decryptPacket, packetChecksum } from '../../../crypto/index.ts';
import type { Services } from '../../../os/abi/index.ts';
import {
  commandIntegrityInput,
  type CommandPacket,
  COUNTER_CHECKS,
  INTEGRITY,
  type PacketBody,
  parseCommandBody,
  parseCommandPacket,
  RESPONSE_STATUS,
  type SecurityParameters,
} from '../../../wire/secured-packet/index.ts';
import type { KeyStore } from '../../domain/key-store.ts';
import { PACKET_KEY_ID, packetKey } from './packet-keys.ts';
import { proofOfReceipt } from './proof-of-receipt.ts';
import { redundancyCheck } from './redundancy-check.ts';

type ResponseStatus = (typeof RESPONSE_STATUS)[keyof typeof RESPONSE_STATUS];

export interface PacketReceiverParts {
  readonly crypto: Crypto;
  readonly note: Services['note'];
  readonly keys: KeyStore;
  /** Failed checks in a row that block a key set. */
  readonly attemptsMax: number;
  /** The least security that a packet must have. [TS102226 §8.2.1.3.2.4] */
  readonly minimum: Pick<SecurityParameters, 'counter' | 'ciphered' | 'integrity'>;
  /** Whether an application has this toolkit application reference. */
  recognizes(tar: Bytes): boolean;
}

export interface ReceivedPacket {
  readonly status: ResponseStatus;
  readonly tar: Bytes;
  readonly spi: SecurityParameters;
  /** Number of the key set that secured it. */
  readonly keySet: number;
  /** What the application is to process; empty where the packet was refused. */
  readonly data: Bytes;
  /**
   * The proof of receipt with what the application answers, or `undefined` where none is requested.
   * `transport` is the bearer's identifier of a response, which the checksum covers.
   */
  proof(data: Bytes, transport: Bytes): Bytes | undefined;
}

/** Largest counter, after which the key set is blocked. [TS102225 §5.1.4] */
const COUNTER_MAX = 0xffffffffff;
const NO_BODY: PacketBody = {
  counter: new Uint8Array(5),
  padding: 0,
  integrity: EMPTY,
  data: EMPTY,
};

/** A check that failed: the status of the response, and why for the trace. */
interface Failure {
  readonly status: ResponseStatus;
  readonly why: string;
}

export class PacketReceiver {
  readonly #parts: PacketReceiverParts;

  constructor(parts: PacketReceiverParts) {
    this.#parts = parts;
  }

  /** `undefined` for what is no command packet, which gets no answer. */
  receive(source: Bytes): ReceivedPacket | undefined {
    const { note, crypto, keys } = this.#parts;
    const packet = parseCommandPacket(source);
    if (isWireError(packet)) {
      note(PACKET_REFUSED, '-', 'no command packet');
      return undefined;
    }
    const opened = this.#open(packet);
    const { status, why, body } = { why: '', ...opened };
    if (status !== RESPONSE_STATUS.ok) note(PACKET_REFUSED, packet.tar, why);
    return {
      status,
      tar: packet.tar,
      spi: packet.spi,
      keySet: keySetOf(packet),
      data: status === RESPONSE_STATUS.ok ? body.data : EMPTY,
      proof: (data, transport) =>
        proofOfReceipt({ crypto, keys, packet, counter: body.counter, status }, data, transport),
    };
  }

  #open(packet: CommandPacket): ({ readonly status: 0 } | Failure) & { readonly body: PacketBody } {
    const weak = this.#weakness(packet);
    if (weak !== undefined) return { ...weak, body: NO_BODY };
    const plain = this.#deciphered(packet);
    if ('why' in plain) return { ...plain, body: NO_BODY };
    const body = parseCommandBody(packet, plain);
    if (isWireError(body)) {
      const why = 'the deciphered packet has no right form';
      return { status: RESPONSE_STATUS.cipheringError, why, body: NO_BODY };
    }
    const failure = this.#integrityFailure(packet, body) ?? this.#counterFailure(packet, body);
    return failure ? { ...failure, body } : { status: RESPONSE_STATUS.ok, body };
  }

  #weakness({ spi, tar }: CommandPacket): Failure | undefined {
    const { minimum, recognizes } = this.#parts;
    if (!recognizes(tar))
      return { status: RESPONSE_STATUS.tarUnknown, why: 'no application has the TAR' };
    const isWeak =
      INTEGRITY.indexOf(spi.integrity) < INTEGRITY.indexOf(minimum.integrity) ||
      COUNTER_CHECKS.indexOf(spi.counter) < COUNTER_CHECKS.indexOf(minimum.counter) ||
      (minimum.ciphered && !spi.ciphered);
    if (!isWeak) return undefined;
    return {
      status: RESPONSE_STATUS.insufficientSecurityLevel,
      why: 'less security than the application demands',
    };
  }

  #deciphered({ spi, kic, secured }: CommandPacket): Bytes | Failure {
    if (!spi.ciphered) return secured;
    const { crypto, keys } = this.#parts;
    const named = packetKey(keys, PACKET_KEY_ID.CIPHERING, kic);
    if (named === undefined) {
      return { status: RESPONSE_STATUS.unidentifiedSecurityError, why: 'no key as KIc names it' };
    }
    const plain = decryptPacket(crypto, named.key, secured);
    return plain ?? { status: RESPONSE_STATUS.cipheringError, why: 'no whole blocks' };
  }

  /** An attempt counts before its outcome is known. [GPCS §7.5.1] */
  #integrityFailure(packet: CommandPacket, body: PacketBody): Failure | undefined {
    const { crypto, keys, attemptsMax } = this.#parts;
    const { spi, kid } = packet;
    const input = (): Bytes => commandIntegrityInput(packet, body);
    const wrong = { status: RESPONSE_STATUS.integrityFailed, why: 'the checksum is wrong' };
    if (spi.integrity === 'none') return undefined;
    if (spi.integrity === 'redundancy') {
      const check = redundancyCheck(kid, input());
      return check && sameSecret(check, body.integrity) ? undefined : wrong;
    }
    const named =
      spi.integrity === 'checksum' ? packetKey(keys, PACKET_KEY_ID.INTEGRITY, kid) : undefined;
    if (named === undefined || named.key.algorithm === 'des-ecb') {
      const why = 'no key for checksums as KID names it';
      return { status: RESPONSE_STATUS.unidentifiedSecurityError, why };
    }
    const { version, key } = named;
    if (keys.attempts.of({ version }) >= attemptsMax) {
      const why = 'the key set is blocked by failed attempts';
      return { status: RESPONSE_STATUS.unidentifiedSecurityError, why };
    }
    keys.attempts.take({ version });
    if (!sameSecret(packetChecksum(crypto, key, input()), body.integrity)) return wrong;
    keys.attempts.reset({ version });
    return undefined;
  }

  /**
   * The counter of the key set rises before the packet is processed; a packet that no key secures
   * leaves it as it is, or any sender could bring it to its end. [TS102225 §5.1.4]
   */
  #counterFailure({ spi, kic, kid }: CommandPacket, body: PacketBody): Failure | undefined {
    if (spi.counter === 'absent' || spi.counter === 'ignored') return undefined;
    const version = keySetOf({ spi, kic, kid });
    const counter = this.#parts.keys.packetCounter(version);
    const [last, sent] = [counter.get(), readBigEndian(body.counter)];
    const { counterLow, counterHigh, counterBlocked } = RESPONSE_STATUS;
    if (last >= COUNTER_MAX) return { status: counterBlocked, why: 'the counter is at its end' };
    if (sent <= last) return { status: counterLow, why: `the counter ${sent} was used` };
    if (spi.counter === 'next' && sent !== last + 1) {
      return { status: counterHigh, why: `the counter ${sent} is not the next one` };
    }
    if (spi.ciphered || spi.integrity === 'checksum') counter.set(sent);
    return undefined;
  }
}

/** That of the checksum, or of the cipher where there is none. [TS102225 §5.1.4] */
function keySetOf({ spi, kic, kid }: Pick<CommandPacket, 'spi' | 'kic' | 'kid'>): number {
  return (spi.integrity === 'checksum' ? kid : kic) >> 4;
}

export const PACKET_REFUSED: TraceKind = {
  name: 'secured-packet',
  words: ([tar, why]) => `secured packet for ${operandText(tar)} refused: ${operandText(why)}`,
};
