/** Procedures of an LPA with an SM-DP+ and an SM-DS, both whole. [SGP22 §3.1.3] [SGP22 §3.6.2] */
import { HostError, hex } from '../../../base/index.ts';
import { emitIccid } from '../../../wire/index.ts';
import {
  discoverEvents,
  download,
  enableProfile,
  findProfile,
  sendNotifications,
} from '../../lpa/index.ts';
import { type FaultName, makeFaults } from '../../rsp-server/index.ts';
import { ICCID_OF_SERVER, type SmdpWish } from '../bench-servers.ts';
import { checkGone, checkState, remove } from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkSame, fail } from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';
import { SERVER, SMDS } from '../offered-profile.ts';

interface OrderWish extends SmdpWish {
  readonly confirmationCode?: string;
}

function ordered(bench: EuiccBench, wish: OrderWish = {}) {
  const smdp = bench.servers.smdp(bench.rng('smdp'), wish);
  const { confirmationCode } = wish;
  const record = smdp.server.order({ iccid: ICCID_OF_SERVER, confirmationCode });
  if (typeof record === 'string') fail(`the order: ${record}`);
  return { ...smdp, wish: { address: SERVER, matchingId: record.order.matchingId } };
}

/** The words with which an LPA ends. */
function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof HostError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return fail('expected a refusal, and the profile is installed');
}

const ICCID = emitIccid(ICCID_OF_SERVER);

function notify(bench: EuiccBench, post: Parameters<EuiccBench['hold']>[1]): void {
  const deliveries = bench.hold(({ isdR }) => sendNotifications(isdR), post);
  for (const { failure } of deliveries) if (failure !== undefined) throw failure;
}

/** A fault of the server that the eUICC is to find, and the words of its answer. */
const FAULTS: readonly (readonly [FaultName, number, RegExp, string])[] = [
  ['wrong-signature', 0, /invalid signature/, '§5.7.13'],
  ['replayed-challenge', 0, /euicc challenge mismatch/, '§5.7.13'],
  ['wrong-certificate', 0, /invalid oid/, '§5.7.13'],
  ['wrong-signature-2', 0, /invalid signature/, '§5.7.5'],
  ['wrong-package-signature', 0, /invalid signature/, '§5.5.1'],
  ['mac-error', 5, /security error/, '§2.6.4'],
  ['unknown-element', 0, /PEProcessing|PE processing|pe processing/i, '§5.5.5'],
];

const SMDP: readonly ReportCase[] = [
  {
    group: 'ES9+',
    name: 'download, enabling and deletion; the server gets each notification',
    clause: '§3.1.3',
    needs: ['servers'],
    run: (bench) => {
      const { server, post, wish } = ordered(bench);
      bench.hold((parts) => download(parts, wish), post);
      const record = () => server.profiles.find(({ iccid }) => iccid === ICCID_OF_SERVER)!;
      checkSame('state at the server', record().state, 'downloaded');
      notify(bench, post);
      checkSame('state at the server', record().state, 'installed');
      const profile = bench.hold(({ isdR }) => findProfile(isdR, ICCID_OF_SERVER));
      bench.hold(({ isdR }) => enableProfile(isdR, profile, { refresh: false }));
      checkState(bench, ICCID, 'enabled');
      notify(bench, post);
      checkSame(
        'events',
        record()
          .events.map(({ event }) => event)
          .join(),
        'install,enable',
      );
    },
  },
  {
    group: 'ES9+',
    name: 'download with a confirmation code',
    clause: '§4.7',
    needs: ['servers'],
    run: (bench) => {
      const { post, wish } = ordered(bench, { confirmationCode: '1234' });
      const words = refusalOf(() =>
        bench.hold((parts) => download(parts, { ...wish, confirmationCode: '4321' }), post),
      );
      check(words.startsWith('SERVER_REFUSED'), `the server refuses a wrong code, not ${words}`);
      bench.hold((parts) => download(parts, { ...wish, confirmationCode: '1234' }), post);
      checkState(bench, ICCID, 'disabled');
    },
  },
  {
    group: 'ES9+',
    name: 'download under the second issuer',
    clause: '§3.1.3',
    needs: ['servers', 'second-curve'],
    run: (bench) => {
      const { second } = bench.servers;
      const { post, wish } = ordered(bench, { identities: [second!] });
      bench.hold((parts) => download(parts, wish), post);
      checkState(bench, ICCID, 'disabled');
    },
  },
  {
    group: 'ES9+',
    name: 'a deleted profile is notified to the server',
    clause: '§3.5',
    needs: ['servers'],
    run: (bench) => {
      const { server, post, wish } = ordered(bench);
      bench.hold((parts) => download(parts, wish), post);
      checkSame('DeleteProfile', remove(bench, ICCID), 0);
      notify(bench, post);
      const events = server.profiles[0]!.events.map(({ event }) => event).join();
      checkSame('events', events, 'install,delete');
    },
  },
  ...FAULTS.map(([name, number, words, clause]): ReportCase => ({
    group: 'ES9+',
    name: `a server with the fault ${name} is found out, and no profile is left`,
    clause,
    needs: ['servers'],
    run: (bench) => {
      const parts = { ...faultParts(bench), identities: bench.servers.identities };
      const { faults } = makeFaults(parts, [{ name, number }]);
      const { post, wish } = ordered(bench, { faults });
      const got = refusalOf(() => bench.hold((one) => download(one, wish), post));
      check(words.test(got), `a refusal with ${words.source}, not: ${got}`);
      checkGone(bench, ICCID);
    },
  })),
];

function faultParts(bench: EuiccBench) {
  return { crypto: bench.crypto, rng: bench.rng('fault'), now: () => '20261201120000' };
}

const SM_DS: readonly ReportCase[] = [
  {
    group: 'ES11',
    name: 'an event of the eUICC is found, with the server that registered it',
    clause: '§5.8.2',
    needs: ['servers', 'sm-ds'],
    run: (bench) => {
      const { server, post } = bench.servers.smds(bench.rng('smds'));
      const { eid } = bench.facts;
      server.register({
        eid,
        eventId: 'EVENT-1',
        rspServerAddress: SERVER,
        forwardingIndicator: false,
      });
      const events = bench.hold((parts) => discoverEvents(parts, SMDS), post);
      const found = events.map((one) => `${one.eventId} ${one.rspServerAddress}`).join();
      checkSame('events', found, `EVENT-1 ${SERVER}`);
    },
  },
  {
    group: 'ES11',
    name: 'without an event for the eUICC the list is empty',
    clause: '§5.8.2',
    needs: ['servers', 'sm-ds'],
    run: (bench) => {
      const { post } = bench.servers.smds(bench.rng('smds'));
      const events = bench.hold((parts) => discoverEvents(parts, SMDS), post);
      checkSame(`events of ${hex(bench.facts.isdR)}`, events.length, 0);
    },
  },
];

export const PROCEDURE_CASES: readonly ReportCase[] = [...SMDP, ...SM_DS];
