/** The terminal around the eUICC, and the operator whose messages it delivers. [TS102223 §5.2] */
import { type Bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { emitSmsPpDownload } from '../../wire/cat/index.ts';
import { parseSpi } from '../../wire/secured-packet/index.ts';
import { type EnvelopeResult, PacketServer, TERMINAL_PROFILE, ToolkitTerminal } from '../index.ts';
import type { EuiccBench } from './euicc-bench.ts';
import { fail } from './expectations.ts';
import { OPERATOR_KEY } from './offered-profile.ts';

const FACTS = {
  location: unhex('00F11000010001'),
  imei: unhex('0A10325476981032'),
  language: 'en',
  accessTechnology: 8,
};

/** It states what it takes, and serves what the enabled profile sets up. */
export function start(bench: EuiccBench): ToolkitTerminal {
  const modem = new ToolkitTerminal({ facts: FACTS });
  bench.converse(modem.start(TERMINAL_PROFILE));
  return modem;
}

/** Ciphered, with a checksum and a higher counter; the proof comes in the answer. */
const SPI = parseSpi(unhex('1619'));
/** Of the operator's security domain. [TS101220 §D] */
const TAR = unhex('000000');

/** The operator's server, over short messages. [SGP22 §5.4] [TS31115 §4] */
export class Operator {
  readonly #bench: EuiccBench;
  readonly #modem: ToolkitTerminal;
  readonly #server: PacketServer;
  #counter = 0;

  /** Of the profile that is enabled. */
  constructor(bench: EuiccBench) {
    const key = unhex(OPERATOR_KEY.key);
    const keys = { keySet: OPERATOR_KEY.version, algorithm: 'aes', kic: key, kid: key } as const;
    this.#bench = bench;
    this.#server = new PacketServer({ crypto: bench.crypto, ...keys });
    this.#modem = start(bench);
  }

  /** A packet with the next counter. */
  packet(data: Bytes): Bytes {
    this.#counter++;
    return this.#server.command({ spi: security(), tar: TAR, counter: this.#counter, data });
  }

  /** Status of the proof, and what the commands answered; or what else came. */
  deliver(packet: Bytes): string {
    let last: EnvelopeResult | undefined;
    for (const tpdu of this.#server.messages(packet))
      last = this.#bench.converse(this.#modem.envelope(emitSmsPpDownload(tpdu)));
    if (last === undefined) return fail('a packet has at least one message');
    const proof = this.#server.proofInAnswer(security(), last.answer.subarray(0, -2));
    if (proof === undefined) return `no proof, ${hex(last.answer)}`;
    return 'wrong' in proof ? proof.wrong : `${proof.status} ${hex(proof.data)}`;
  }
}

function security() {
  return isWireError(SPI) ? fail('the security parameters read') : SPI;
}
