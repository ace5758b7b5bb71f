/** Phones with an eUICC in process, and an SM-DP+ that has a profile for each download. */
import { type Bytes, fromUtf8, unhex, utf8 } from '../src/base/index.ts';
import { type Crypto, randomStream } from '../src/crypto/index.ts';
import { nodeCrypto } from '../src/attach/node-crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../src/device/index.ts';
import {
  download,
  type Downloaded,
  type DownloadWish,
  holdLpa,
  IsdRChannel,
  type LpaConversation,
  type LpaPost,
  type LpaRequest,
  type LpaSurroundings,
  YES,
} from '../src/host/lpa/index.ts';
import { filesOf, serverIdentities, type TestBranch } from '../src/host/pki/index.ts';
import { NO_FAULTS } from '../src/host/rsp-server/index.ts';
import { Smdp } from '../src/host/smdp/index.ts';
import { emitIccid } from '../src/wire/index.ts';
import { EID } from '../tests/support/euicc-card.ts';
import { METADATA } from '../tests/support/smdp-client.ts';
import { describedChain, SERVER } from '../tests/support/trust.ts';
import { Bed, SEED } from './bed.ts';
import { packageOfSize } from './profiles.ts';

const LINK = 't0';
const TAC = unhex('35290611');
const NOW = '20261201120000';
/** 19 digits with the number of the order. */
const ICCID_BEGIN = '898821199000';
const NUMBER_DIGITS = 7;

/** The SM-DP+ on the native port, which is no part of what a card costs. */
export class Server {
  readonly smdp: Smdp;
  readonly identities;
  #count = 0;

  constructor(branch: TestBranch) {
    const files = filesOf([branch]).map(({ der }) => der);
    this.identities = serverIdentities(nodeCrypto, { files, kind: 'dp' });
    const rng = randomStream(utf8('server'), 'bench');
    const { identities } = this;
    const parts = { crypto: nodeCrypto, rng, now: () => NOW, identities };
    this.smdp = new Smdp(parts, { address: SERVER, protection: 'profile', faults: NO_FAULTS });
  }

  /** Of a new profile of the generic test profile's size. */
  order(): DownloadWish {
    const iccid = ICCID_BEGIN + String(this.#count++).padStart(NUMBER_DIGITS, '0');
    const metadata = { ...METADATA, iccid: emitIccid(iccid) };
    const profile = { iccid, profileType: 'Bench', metadata, upp: packageOfSize(iccid) };
    if (!this.smdp.add(profile)) throw new Error(`${iccid} is not added`);
    const record = this.smdp.order({ iccid });
    if (typeof record === 'string') throw new Error(record);
    return { address: SERVER, matchingId: record.order.matchingId! };
  }

  orders(count: number): readonly DownloadWish[] {
    return Array.from({ length: count }, () => this.order());
  }

  post({ url, body }: LpaPost): Bytes {
    const answer = this.smdp.handle('es9', new URL(url).pathname, fromUtf8(body));
    this.smdp.takeBatches();
    return utf8(answer.body);
  }
}

/** A device with an empty eUICC, and the LPA at its contacts. */
export class Phone {
  readonly bed: Bed;
  readonly isdR = new IsdRChannel();
  /** Milliseconds that its commands have taken so far. */
  cardTime = 0;

  constructor(branch: TestBranch, crypto: Crypto = nodeCrypto) {
    const description = described(branch);
    const device = bootDevice({ description, image: new Map(), seed: SEED, crypto });
    device.durable(device.takeBatches().length);
    this.bed = new Bed(LINK, device);
  }

  transmit(apdu: Bytes): Bytes {
    const begin = performance.now();
    const answer = this.bed.transmit(apdu);
    this.cardTime += performance.now() - begin;
    return answer;
  }

  hold<T>(conversation: LpaConversation<T>, around: Omit<LpaSurroundings, 'transmit'> = {}): T {
    return holdLpa(conversation, { transmit: (apdu) => this.transmit(apdu), ...around });
  }

  /** From a server in the same process, at once. */
  download(server: Server, wish: DownloadWish): Downloaded {
    const post = (request: LpaPost) => server.post(request);
    return this.hold(this.#downloading(wish), { post, answer: () => YES });
  }

  /** Waits for the server alone. */
  async downloadOver(
    post: (url: string, body: Bytes) => Promise<Bytes>,
    wish: DownloadWish,
  ): Promise<void> {
    const conversation = this.#downloading(wish);
    let step = conversation.next();
    while (step.done !== true) {
      const request: LpaRequest = step.value;
      if ('post' in request) {
        step = conversation.next(await post(request.post.url, request.post.body));
      } else {
        step = conversation.next('card' in request ? this.transmit(request.card) : YES);
      }
    }
  }

  #downloading(wish: DownloadWish): LpaConversation<Downloaded> {
    return download({ isdR: this.isdR, crypto: nodeCrypto, device: { tac: TAC } }, wish);
  }
}

const DESCRIBED = new Map<TestBranch, ReturnType<typeof parseDescription>>();

function described(branch: TestBranch): ReturnType<typeof parseDescription> {
  const there = DESCRIBED.get(branch);
  if (there !== undefined) return there;
  const preset = presets['usim-card'];
  const [euicc] = preset.containers;
  const own = { quota: 300_000, profiles: [], eid: EID, trust: [describedChain(branch)] };
  const made = parseDescription({ ...preset, containers: [{ ...euicc, ...own }] });
  DESCRIBED.set(branch, made);
  return made;
}
