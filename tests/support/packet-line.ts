/** A server far away, and the phone that its short messages reach: packets for a card's toolkit. */
import { type Bytes, bytes, hex, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { presets } from '../../src/device/index.ts';
import {
  converse,
  PacketServer,
  type PacketServerParts,
  TERMINAL_PROFILE,
  ToolkitTerminal,
} from '../../src/host/index.ts';
import { emitSmsPpDownload } from '../../src/wire/cat/index.ts';
import { parseSpi, type SecurityParameters } from '../../src/wire/secured-packet/index.ts';
import { type HostRig, hostRig } from './host-rig.ts';

/** Keys of the operator's domain in the presets of test cards. */
export const KIC = '000102030405060708090A0B0C0D0E0F';
export const KID = '101112131415161718191A1B1C1D1E1F';
const FACTS = {
  location: unhex('00F11000010001'),
  imei: unhex('0A10325476981032'),
  language: 'en',
  accessTechnology: 8,
};
/** Ciphered, a checksum, a higher counter; proofs in the answer, by short message, or none. */
export const SPI = { answer: '1619', sms: '1639', none: '1600' } as const;
export const TAR = { domain: '000000', mf: 'B00000', usim: 'B00001' } as const;
const READ_ICCID = '00A40000022FE200B000000A';

export function packetServer(changes: Partial<PacketServerParts> = {}): PacketServer {
  const keys = { kic: unhex(KIC), kid: unhex(KID), keySet: 1, algorithm: 'aes' } as const;
  return new PacketServer({ crypto: pureCrypto, ...keys, ...changes });
}

export function security(spi: string): SecurityParameters {
  return parseSpi(unhex(spi)) as SecurityParameters;
}

export interface PacketWish {
  readonly tar: string;
  /** The next one when left out. */
  readonly counter?: number;
  readonly data?: string;
  readonly spi?: string;
}

export class PacketLine {
  readonly rig: HostRig;
  readonly server: PacketServer;
  readonly #terminal = new ToolkitTerminal({ facts: FACTS });
  #counter = 0;

  constructor(rig = hostRig(presets['usim-card']), from = packetServer()) {
    this.rig = rig;
    this.server = from;
    this.#hold(this.#terminal.start(TERMINAL_PROFILE));
  }

  #hold<T>(conversation: Generator<Bytes, T, Bytes>): T {
    return converse(conversation, (apdu) => unhex(this.rig.send('t0', hex(apdu))));
  }

  /** The last answer, and the short messages that the card sent. */
  deliver(messages: readonly Bytes[]): { readonly answer: Bytes; readonly sent: Bytes[] } {
    const sent: Bytes[] = [];
    let answer: Bytes = bytes();
    for (const tpdu of messages) {
      const result = this.#hold(this.#terminal.envelope(emitSmsPpDownload(tpdu)));
      answer = result.answer;
      for (const one of result.effects) if (one.kind === 'short-message') sent.push(one.tpdu);
    }
    return { answer, sent };
  }

  packet({ tar, counter = this.#counter + 1, data = READ_ICCID, spi = SPI.answer }: PacketWish) {
    this.#counter = Math.max(this.#counter, counter);
    const request = { spi: security(spi), tar: unhex(tar), counter, data: unhex(data) };
    return this.server.command(request);
  }

  /** The status of the proof, however it came, and what ran. */
  run(wish: PacketWish): string {
    return this.outcome(this.packet(wish), wish.spi);
  }

  outcome(packet: Bytes, spi: string = SPI.answer): string {
    const { answer, sent } = this.deliver(this.server.messages(packet));
    const proof =
      sent.length > 0
        ? this.server.proofInMessages(security(spi), sent)
        : this.server.proofInAnswer(security(spi), answer.subarray(0, -2));
    if (proof === undefined) return `none ${hex(answer)}`;
    return 'wrong' in proof ? proof.wrong : `${proof.status} ${hex(proof.data)}`;
  }
}
