/** A card on the bench that is managed by its issuer and by a second domain, and loses power. */
import { type Bytes, hex, type Image, isWireError } from '../../../src/base/index.ts';
import { findTlv, parseTlvs } from '../../../src/wire/index.ts';
import type { Bench } from '../../support/container-bench.ts';
import {
  AM_SD_AID,
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  TEST_KEY,
} from '../../support/globalplatform-card.ts';

const [am, plain] = CONFIG.securityDomains;
const keySets = [
  { version: 0x30, type: 'AES' as const, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
];
/** Both managing domains have the test key. */
const MANAGED = { securityDomains: [{ ...am!, keySets }, plain!] };

export class ManagedCard {
  bench: Bench;
  #clients = new Map<string, Client>();
  /** Those whose domain was not locked when they last tried. */
  readonly #authenticated = new WeakSet<Client>();

  constructor() {
    this.bench = cardOnBench(MANAGED);
  }

  get used(): number {
    return this.bench.services.nvm.used;
  }

  /** Digits in the numbers of the entries, which are parts of stored names. */
  get digits(): number {
    return this.bench.services.nvm.part('content').parts().join('').length;
  }

  image(): Image {
    return this.bench.memory.image();
  }

  /** The power fails; what was durable is `image`. */
  restart(image: Image): void {
    this.bench = cardOnBench(MANAGED, { image });
    this.#clients = new Map();
  }

  /** A command by one of the two, without secure messaging; its status word. */
  send(by: string, apdu: string): number {
    return this.#client(by).raw(apdu).sw;
  }

  #client(by: string): Client {
    const [entity, channel] = by === ISD_AID ? ['ISD', 0] : ['AM SD', 1];
    const client =
      this.#clients.get(by) ??
      new Client(this.bench, { entity: String(entity), channel: Number(channel) });
    this.#clients.set(by, client);
    if (this.#authenticated.has(client) || client.initialize().sw !== 0x9000) return client;
    if (client.raw(client.host.externalAuthenticate(0x00)).sw !== 0x9000) {
      throw new Error('EXTERNAL AUTHENTICATE');
    }
    this.#authenticated.add(client);
    return client;
  }

  /** Both domains are selected and authenticated, so that what follows writes nothing else. */
  open(): void {
    this.#client(ISD_AID);
    this.#client(AM_SD_AID);
  }

  /** Each entry that GET STATUS shows: AID, state, privileges, security domain. */
  listed(): readonly string[] {
    const found: string[] = [];
    for (const p1 of ['80', '40', '20']) {
      for (let next = 0; ; next = 1) {
        const answer = this.#client(ISD_AID).raw(`80F2${p1}0${2 + next}024F00`);
        found.push(...lines(answer.data));
        if (answer.sw !== 0x6310) break;
      }
    }
    return found.sort();
  }
}

function lines(data: Bytes): readonly string[] {
  const entries = parseTlvs(data);
  if (isWireError(entries)) throw new Error('GET STATUS answers data objects');
  return entries.map(({ value }) => {
    const objects = parseTlvs(value);
    if (isWireError(objects)) throw new Error('an entry is of data objects');
    const part = (tag: number): string => hex(findTlv(objects, tag) ?? new Uint8Array(0));
    return `${part(0x4f)} ${part(0x9f70)} ${part(0xc5) || '000000'} ${part(0xcc)}`;
  });
}
