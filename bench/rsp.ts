/** Downloads of profiles as large as the generic test profile: what the card and a server take. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { nodeCrypto } from '../src/attach/node-crypto/index.ts';
import { HttpsClient } from '../src/attach/https-client/index.ts';
import { type Crypto, pureCrypto } from '../src/crypto/index.ts';
import { listProfiles } from '../src/host/lpa/index.ts';
import type { DownloadWish } from '../src/host/lpa/index.ts';
import type { KeyCurve } from '../src/wire/x509/index.ts';
import { testBranch } from '../tests/support/trust.ts';
import { withStore } from './device.ts';
import { type Bench, type Measured, perSecond } from './frame.ts';
import { kibibytesEach } from './heap.ts';
import { Phone, Server } from './rsp-world.ts';
import type { ThreadReady, ThreadWork } from './smdp-thread.ts';

const TIMEOUT_MS = 60_000;
/** The first ones run in code that is not compiled yet. */
const ROUNDS = { count: 40, warm: 30 } as const;
const WHOLE = { phones: 8, downloads: 200 } as const;
const AT_ONCE = 200;
const MEMORY = { count: 100, warm: 20 } as const;

/** Downloads a second by the time that the card's commands take, each by a device of its own. */
function cardRate(curve: KeyCurve, crypto: Crypto): Measured {
  const branch = testBranch(curve);
  const server = new Server(branch);
  const spent: number[] = [];
  for (let round = 0; round < ROUNDS.warm + ROUNDS.count; round++) {
    const phone = new Phone(branch, crypto);
    phone.download(server, server.order());
    if (round >= ROUNDS.warm) spent.push(phone.cardTime);
  }
  spent.sort((a, b) => a - b);
  const rate = (part: number): number => 1_000 / spent[Math.floor(spent.length * part)]!;
  return { value: rate(1 / 2), from: rate(3 / 4), to: rate(1 / 4) };
}

interface Served {
  readonly wishes: readonly DownloadWish[];
  /** A phone's way to the server. */
  client(): HttpsClient;
}

/** With a server on a thread of its own. */
async function withServer(
  orders: number,
  work: (served: Served) => Promise<number>,
): Promise<number> {
  return withStore(async (folder) => {
    const workerData: ThreadWork = { folder, orders };
    const thread = new Worker(new URL('smdp-thread.js', import.meta.url), { workerData });
    const ended = once(thread, 'exit');
    const [ready] = (await once(thread, 'message')) as [ThreadReady];
    const { port, anchors: issuers, wishes } = ready;
    const clients: HttpsClient[] = [];
    const connect = { host: '127.0.0.1', port };
    const client = (): HttpsClient => {
      const one = new HttpsClient({ issuers, connect, timeoutMs: TIMEOUT_MS });
      clients.push(one);
      return one;
    };
    try {
      return await work({ wishes, client });
    } finally {
      for (const one of clients) one.close();
      thread.postMessage('close');
      await ended;
    }
  });
}

/** Some phones at a time, over connections that stay open; phones and server have a core each. */
async function wholeRate(): Promise<number> {
  return withServer(WHOLE.downloads, async ({ wishes, client }) => {
    const over = client();
    const phones = wishes.map(() => new Phone(testBranch('p256')));
    let next = 0;
    const one = async (): Promise<void> => {
      while (next < wishes.length) {
        const at = next++;
        await phones[at]!.downloadOver((url, body) => over.post(url, body), wishes[at]!);
      }
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: WHOLE.phones }, one));
    return (wishes.length * 1_000) / (performance.now() - begin);
  });
}

/** Seconds of the slowest, each over a connection of its own; one that fails ends the run. */
async function slowestAtOnce(): Promise<number> {
  return withServer(AT_ONCE, async ({ wishes, client }) => {
    const phones = wishes.map(() => new Phone(testBranch('p256')));
    const begin = performance.now();
    const spent = await Promise.all(
      phones.map(async (phone, at) => {
        const over = client();
        await phone.downloadOver((url, body) => over.post(url, body), wishes[at]!);
        return performance.now() - begin;
      }),
    );
    return Math.max(...spent) / 1_000;
  });
}

/** KiB of a device in its host after its download; the server and its orders are made before. */
function memoryAfter(): number {
  const branch = testBranch('p256');
  const server = new Server(branch);
  const wishes = server.orders(MEMORY.warm + MEMORY.count);
  let next = 0;
  return kibibytesEach(MEMORY, () => {
    const phone = new Phone(branch);
    phone.download(server, wishes[next++]!);
    return phone;
  });
}

/** Answers that the LPA has read, with one downloaded profile in the eUICC. */
function es10Rate(call: (phone: Phone) => void): number {
  const branch = testBranch('p256');
  const server = new Server(branch);
  const phone = new Phone(branch);
  phone.download(server, server.order());
  return perSecond(() => call(phone));
}

function cardRow(curve: KeyCurve, port: 'native' | 'pure', target?: number): Bench {
  return {
    name: `download, card alone, ${curve}, ${port} crypto port`,
    unit: '/s',
    ...(target === undefined ? {} : { target }),
    better: 'more',
    measure: () => cardRate(curve, port === 'native' ? nodeCrypto : pureCrypto),
  };
}

export const rspBenches: readonly Bench[] = [
  cardRow('p256', 'native', 100),
  cardRow('p256', 'pure', 30),
  cardRow('brainpoolP256r1', 'native'),
  cardRow('brainpoolP256r1', 'pure'),
  {
    name: 'download, whole, through HTTPS from the SM-DP+',
    unit: '/s',
    target: 50,
    better: 'more',
    measure: wholeRate,
  },
  {
    name: 'download, slowest of 200 devices at once through HTTPS',
    unit: 's',
    target: 10,
    better: 'less',
    measure: slowestAtOnce,
  },
  {
    name: 'download, memory of a device after it',
    unit: 'KiB',
    target: 256,
    better: 'less',
    measure: memoryAfter,
  },
  {
    name: 'ES10 beside a downloaded profile, GetProfilesInfo',
    unit: 'calls/s',
    better: 'more',
    measure: () => es10Rate((phone) => void phone.hold(listProfiles(phone.isdR))),
  },
];
