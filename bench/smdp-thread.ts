/** An SM-DP+ at a port of this machine, on a thread of its own, with orders durable in LMDB. */
import { parentPort, workerData } from 'node:worker_threads';
import { chooseTls, serveSmdp, tlsIdentity, trustAnchors } from '../src/attach/rsp-server/index.ts';
import type { DownloadWish } from '../src/host/lpa/index.ts';
import { lmdbStore } from '../src/keep/store/index.ts';
import { testBranch } from '../tests/support/trust.ts';
import { Server } from './rsp-world.ts';

export interface ThreadWork {
  readonly folder: string;
  readonly orders: number;
}

export interface ThreadReady {
  readonly port: number;
  readonly anchors: readonly string[];
  readonly wishes: readonly DownloadWish[];
}

const { folder, orders } = workerData as ThreadWork;
const server = new Server(testBranch('p256'));
const wishes = server.orders(orders);
const { smdp, identities } = server;
const store = await lmdbStore.open(folder);
const tls = tlsIdentity(chooseTls(identities)!);
const anchors = trustAnchors(identities);
const sending = { tls, anchors, requester: '2.999' };
const served = await serveSmdp({
  smdp,
  store,
  tls,
  anchors,
  ports: { es9: 0, es2: 0 },
  sending,
});
await served.deliver();
const ready: ThreadReady = { port: served.ports.es9, anchors, wishes };
parentPort!.once('message', () => void close());
parentPort!.postMessage(ready);

async function close(): Promise<void> {
  await served.close();
  await store.close();
}
