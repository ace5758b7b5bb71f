/** Packages that are installed, their pieces, and retries. [SGP22 §5.5] [SGP22 §5.7.6] */
import { type Bytes, equal, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { emitBoundProfilePackage, segmentsOfPackage } from '../../../wire/es8/index.ts';
import { emitIccid, SW } from '../../../wire/index.ts';
import {
  authenticateWith,
  boundFor,
  challengeOf,
  checkFailure,
  checkGone,
  install,
  load,
  loadPieces,
  notificationsOf,
  prepareWith,
  profileOf,
  resultOf,
  retrieve,
  serverOf,
} from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkBytes, checkSame, fail, readable, successOf } from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';
import { ICCIDS, metadataOf, packageOf } from '../offered-profile.ts';
import { flip } from './wrong-packages.ts';

const WHOLE: readonly ReportCase[] = [
  ...([false, true] as const).flatMap((isSecond) =>
    ([false, true] as const).map((replacesKeys): ReportCase => ({
      group: replacesKeys ? '4.2.6' : '4.2.7',
      name: `a profile is installed under ${
        replacesKeys ? 'keys of its own' : 'session keys'
      }, with its ${isSecond ? 'second' : 'first'} issuer`,
      clause: replacesKeys ? '§5.5.4' : '§5.5.5',
      needs: isSecond ? ['servers', 'second-curve'] : ['servers'],
      run: (bench) => {
        const { servers } = bench;
        const identity = isSecond ? servers.second : servers.first;
        const server = servers.step(bench.rng('server'), identity);
        const bound = server.bind(prepareWith(bench, server), packageOf(), { replacesKeys });
        const { finalResult, transactionId } = resultOf(bench, load(bench, bound));
        check('aid' in finalResult, 'the profile is installed');
        checkBytes('transactionId', transactionId, server.transactionId);
        const profile = profileOf(bench, emitIccid(ICCIDS[0]));
        checkBytes('AID of the ISD-P', profile?.isdP, finalResult.aid);
        checkSame('state', profile?.state, 'disabled');
      },
    })),
  ),
  {
    group: '4.2.5',
    name: 'the metadata are those of the profile in GetProfilesInfo',
    clause: '§5.5.3',
    needs: ['servers'],
    run: (bench) => {
      const icon = unhex('89504E47');
      install(bench, ICCIDS[0], { class: 'operational', icon, iconType: 'png' });
      const found = profileOf(bench, emitIccid(ICCIDS[0]));
      const metadata = metadataOf();
      checkSame('serviceProvider', found?.serviceProvider, metadata.serviceProvider);
      checkSame('profileName', found?.profileName, metadata.profileName);
      checkSame('iconType', found?.iconType, 'png');
      checkBytes('icon', found?.icon, icon);
      checkBytes('owner', found?.owner?.mccMnc, metadata.owner!.mccMnc);
      checkSame(
        'notification address',
        found?.notifications?.[0]?.address,
        metadata.notifications![0]!.address,
      );
    },
  },
  {
    group: '4.2.5',
    name: 'error: a profile that is there already',
    clause: '§5.5.3',
    needs: ['servers'],
    run: (bench) => {
      install(bench);
      const answer = load(bench, boundFor(bench, serverOf(bench)));
      checkFailure(bench, answer, ['storeMetadata', 'installFailedDueToIccidAlreadyExistsOnEuicc']);
    },
  },
];

const LOADING: readonly ReportCase[] = [
  {
    group: '4.2.11',
    name: 'the package in pieces of 500 bytes, split anywhere',
    clause: '§2.5.5',
    needs: ['servers'],
    run: (bench) => {
      const whole = emitBoundProfilePackage(boundFor(bench, serverOf(bench)));
      const pieces: Bytes[] = [];
      for (let at = 0; at < whole.length; at += 500) pieces.push(whole.subarray(at, at + 500));
      check('aid' in resultOf(bench, loadPieces(bench, pieces)).finalResult, 'it is installed');
    },
  },
  {
    group: '4.2.11',
    name: 'error: sequences out of order',
    clause: '§2.5.4',
    needs: ['servers'],
    run: (bench) => {
      const bound = boundFor(bench, serverOf(bench));
      const [head, configure, ...others] = segmentsOfPackage(bound);
      const answer = loadPieces(bench, [head!, others[0]!, configure!]);
      checkFailure(bench, answer, ['configureISDP', 'scp03tStructureError']);
    },
  },
  {
    group: '4.2.11',
    name: 'error: a package of more than a mebibyte is refused at its head',
    clause: '§2.5.4',
    needs: ['servers'],
    run: (bench) => {
      prepareWith(bench, serverOf(bench));
      const answer = loadPieces(bench, [unhex('BF3683100001')]);
      checkFailure(bench, answer, ['initialiseSecureChannel', 'scp03tStructureError']);
    },
  },
  {
    group: '4.2.11',
    name: 'without a prepared download a package is refused with 6985',
    clause: '§5.7.6',
    needs: ['servers'],
    run: (bench) => {
      const [head] = segmentsOfPackage(boundFor(bench, serverOf(bench)));
      challengeOf(bench);
      checkSame('SW', bench.request('ES10b.LoadBoundProfilePackage', head!).sw, SW.CONDITIONS);
    },
  },
  {
    group: '4.2.11',
    name: 'while a package comes other functions are refused with 6985, and it goes on',
    clause: '§5.7.6',
    needs: ['servers'],
    run: (bench) => {
      const bound = boundFor(bench, serverOf(bench));
      const [head, ...others] = segmentsOfPackage(bound);
      bench.answer('ES10b.LoadBoundProfilePackage', head!);
      const info = es10.emitEmptyRequest('getEuiccInfo1');
      checkSame('SW', bench.request('ES10b.GetEUICCInfo1', info).sw, SW.CONDITIONS);
      check('aid' in resultOf(bench, loadPieces(bench, others)).finalResult, 'it is installed');
    },
  },
];

/** Loads a part of a package, ends that in a way, and expects that it was an interruption. */
function interrupted(
  what: string,
  end: (bench: EuiccBench, transaction: Bytes) => void,
): ReportCase {
  return {
    group: '5.2.1',
    name: `${what} in a package: installFailedDueToInterruption, and the package comes again`,
    clause: '§3.1.3',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      const pieces = segmentsOfPackage(boundFor(bench, server));
      for (const piece of pieces.slice(0, -1)) bench.answer('ES10b.LoadBoundProfilePackage', piece);
      end(bench, server.transactionId);
      const pending = retrieve(bench);
      if (!('notifications' in pending)) fail('expected a notification of the interruption');
      checkFailure(bench, pending.notifications.at(-1)!, [
        'loadProfileElements',
        'installFailedDueToInterruption',
      ]);
      checkGone(bench, emitIccid(ICCIDS[0]));
      const again = serverOf(bench);
      const prepared = prepareWith(bench, again, { signed: { boundKey: server.euiccKey } });
      const bound = again.bind(prepared, packageOf());
      check(equal(again.euiccKey, server.euiccKey), 'the same otPK.EUICC.ECKA as before');
      check('aid' in resultOf(bench, load(bench, bound)).finalResult, 'it is installed');
    },
  };
}

const RETRIES: readonly ReportCase[] = [
  interrupted('a loss of power', (bench) => bench.restart()),
  interrupted('a new session', (bench) => void challengeOf(bench)),
  interrupted('CancelSession: postponed', (bench, transactionId) => {
    const reason = es10.CANCEL_REASON.postponed;
    const request = es10.emitCancelSessionRequest({ transactionId, reason });
    successOf(
      'CancelSession',
      bench.call('ES10b.CancelSession', request, es10.parseCancelSessionResponse),
    );
  }),
  {
    group: '5.2.1',
    name: 'the one-time key stays for a server that names it, and is new otherwise',
    clause: '§3.1.3',
    needs: ['servers'],
    run: (bench) => {
      const first = keyFor(bench);
      checkBytes('otPK.EUICC.ECKA', keyFor(bench, first), first);
      check(!equal(keyFor(bench), first), 'a new key where the server names none');
    },
  },
  {
    group: '5.2.1',
    name: 'a failed installation is followed by one that is not, with a number of its own',
    clause: '§3.1.3',
    needs: ['servers'],
    run: (bench) => {
      const bound = boundFor(bench, serverOf(bench));
      const spoiled = { ...bound, configureIsdp: bound.configureIsdp.map((one) => flip(one)) };
      checkFailure(bench, load(bench, spoiled), ['configureISDP', 'scp03tSecurityError']);
      check(
        'aid' in resultOf(bench, load(bench, boundFor(bench, serverOf(bench)))).finalResult,
        'it is installed',
      );
      const numbers = notificationsOf(bench).map(({ sequenceNumber }) => sequenceNumber);
      checkSame('numbers', new Set(numbers).size, numbers.length);
    },
  },
];

function keyFor(bench: EuiccBench, boundKey?: Bytes): Bytes {
  const server = serverOf(bench);
  const signed = boundKey === undefined ? {} : { boundKey };
  const request = server.prepare(authenticateWith(bench, server), { signed });
  const answer = bench.answer('ES10b.PrepareDownload', request);
  const result = successOf('PrepareDownload', es10.parsePrepareDownloadResponse(answer));
  return readable('euiccSigned2', es10.parseEuiccSigned2(result.euiccSigned2)).oneTimeKey;
}

export const LOADING_CASES: readonly ReportCase[] = [...WHOLE, ...LOADING, ...RETRIES];
