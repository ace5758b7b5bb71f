/** A GlobalPlatform container on the bench, and a client of secure channel protocol 03. */
import { type Bytes, type LinkFacts, unhex } from '../../src/base/index.ts';
import {
  createGlobalPlatform,
  type GlobalPlatformConfig,
} from '../../src/containers/globalplatform/index.ts';
import type { Nvm, Response, Session } from '../../src/os/abi/index.ts';
import { Bench, BENCH_LINK, type BenchOptions } from './container-bench.ts';
import { type CardChecks, type HostResponse, Scp03Host } from './scp03-host.ts';

export const TEST_KEY = '404142434445464748494A4B4C4D4E4F';
export const ISD_AID = 'A000000151000000';
export const AM_SD_AID = 'A000000151414D534401';
/** A second domain, without privileges of its own, with keys unlike the issuer's. */
export const PLAIN_SD_AID = 'A000000151504C4149';
export const PLAIN_SD_KEY = '505152535455565758595A5B5C5D5E5F';

export const CONFIG: GlobalPlatformConfig = {
  version: '2.3',
  javaCard: '3.0.5',
  isd: { aid: ISD_AID },
  lifeCycle: 'SECURED',
  iin: '42494E01',
  cin: '0000000000003001',
  cplc: '409071644251632001006320000010010001481263204250632042526320000000014253632000000001',
  secureChannels: [{ protocol: 'SCP03', i: '70' }],
  authenticationAttempts: 255,
  getStatus: 'both',
  privilegeLength: 3,
  storeDataClass: 'proprietary',
  blockedKeys: 'kept',
  load: { blockNumbersWrap: false, hashes: ['sha1', 'sha256', 'sha384', 'sha512'] },
  keySets: [
    { version: 0x30, type: 'AES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
    { version: 0xff, type: 'AES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
  ],
  ecKeys: [],
  securityDomains: [
    {
      name: 'AM SD',
      aid: AM_SD_AID,
      privileges: '804000',
      lifeCycle: 'PERSONALIZED',
      data: { '42': '5041594558', '45': '0102030405060708', '5F50': '68747470733A2F2F706179' },
    },
    {
      name: 'plain SD',
      aid: PLAIN_SD_AID,
      privileges: '800000',
      lifeCycle: 'SELECTABLE',
      keySets: [
        { version: 0x31, type: 'AES', enc: PLAIN_SD_KEY, mac: PLAIN_SD_KEY, dek: PLAIN_SD_KEY },
      ],
      data: {},
    },
  ],
};

export function cardOnBench(
  overrides: Partial<GlobalPlatformConfig> = {},
  options: BenchOptions = {},
): Bench {
  const bench = new Bench(options);
  bench.mount(createGlobalPlatform({ ...CONFIG, ...overrides }, bench.services));
  return bench;
}

/** The memory of an entry of the registry, by its number: 1 is the issuer's. */
export function contentOf(bench: Bench, id: number): Nvm {
  return bench.services.nvm.part('content').part(String(id));
}

export interface ClientOptions {
  readonly entity?: string;
  readonly key?: string;
  readonly channel?: number;
  /** Mode S16 of SCP03. */
  readonly long?: boolean;
  readonly link?: LinkFacts;
}

/** One off-card entity in one session, with its security domain selected. */
export class Client {
  readonly bench: Bench;
  readonly session: Session;
  readonly #channel: number;
  readonly #aid: Bytes;
  readonly #key: Bytes;
  readonly #long: boolean;
  host: Scp03Host;
  message: CardChecks | undefined;

  constructor(bench: Bench, options: ClientOptions = {}) {
    this.bench = bench;
    this.#channel = options.channel ?? 0;
    this.session = bench.session(this.#channel, options.link ?? BENCH_LINK);
    this.#key = unhex(options.key ?? TEST_KEY);
    const entity = bench.entity(options.entity ?? 'ISD');
    this.#aid = entity.aid;
    this.#long = options.long ?? false;
    bench.select(this.session, entity);
    this.host = this.#newHost(0);
  }

  #newHost(count: number): Scp03Host {
    const short = [0xc0, 1, 2, 3, 4, 5, 6, count];
    const hostChallenge = Uint8Array.from(this.#long ? [...short, ...short] : short);
    return new Scp03Host({
      keys: { enc: this.#key, mac: this.#key },
      aid: this.#aid,
      hostChallenge,
    });
  }

  /** Sends bytes as they are; a class of the basic channel is given this client's channel. */
  raw(apdu: Bytes | string): Response {
    const bytes = Uint8Array.from(typeof apdu === 'string' ? unhex(apdu) : apdu);
    bytes[0] = this.#onChannel(bytes[0]!);
    return this.bench.send(this.session, bytes);
  }

  #onChannel(cla: number): number {
    if (this.#channel < 4) return cla | this.#channel;
    const secure = (cla & 0x04) !== 0 ? 0x20 : 0;
    return (cla & 0x80) | 0x40 | secure | (this.#channel - 4);
  }

  /** INITIALIZE UPDATE, with the answer checked. */
  initialize(keyVersion = 0): Response {
    this.host = this.#newHost((this.message?.sequence ?? 0) & 0xff);
    const response = this.raw(this.host.initializeUpdate(keyVersion));
    if (response.sw === 0x9000) this.message = this.host.accept(response.data);
    return response;
  }

  /** A whole mutual authentication; throws where it does not succeed. */
  open(level = 0x01, keyVersion = 0): this {
    const initialized = this.initialize(keyVersion);
    if (initialized.sw !== 0x9000)
      throw new Error(`INITIALIZE UPDATE ${initialized.sw.toString(16)}`);
    const authenticated = this.raw(this.host.externalAuthenticate(level));
    if (authenticated.sw !== 0x9000) {
      throw new Error(`EXTERNAL AUTHENTICATE ${authenticated.sw.toString(16)}`);
    }
    return this;
  }

  /** One command under the session's secure messaging, answer checked and unwrapped. */
  send(header: string, data = '', le: number | 'none' = 0): HostResponse {
    const coded = Uint8Array.from(unhex(header));
    coded[0] = this.#onChannel(coded[0]!);
    const apdu = this.host.wrap(coded, unhex(data), le);
    return this.host.unwrap(this.bench.send(this.session, apdu));
  }

  /** One command in a chain of GlobalPlatform's own; the answer of the last, unwrapped. */
  sendChained(header: string, data: string, partMax = 255): HostResponse {
    const coded = Uint8Array.from(unhex(header));
    coded[0] = this.#onChannel(coded[0]!);
    const parts = this.host.wrapChained(coded, unhex(data), partMax);
    let response: Response | undefined;
    for (const part of parts) {
      response = this.bench.send(this.session, part);
      const isLast = part === parts.at(-1);
      if (!isLast && (response.sw !== 0x9000 || response.data.length > 0)) return response;
    }
    return this.host.unwrap(response!);
  }
}
