/** What a download and the changes of a downloaded profile write. [SGP22 §5.7] */
import assert from 'node:assert/strict';
import { bytes, type Bytes, concat, hex, isWireError, unhex } from '../../../src/base/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { segmentsOfPackage } from '../../../src/wire/es8/index.ts';
import { REAL_ISD_R, euicc, patent } from '../../support/descriptions.ts';
import { EID } from '../../support/euicc-card.ts';
import { METADATA, TestServer } from '../../support/download-server.ts';
import { type ListOptions, revocationList } from '../../support/revocation-list.ts';
import { SOURCE } from '../../support/rsp-card.ts';
import { describedChain, testBranch } from '../../support/trust.ts';
import { doing } from './operations.ts';
import { describe, type Scenario, scenario } from './scenarios.ts';
import type { Operation, TornRig } from './torn-rig.ts';

const BLOCK_LENGTH = 240;

const { ciPublicKeys: _keys, ...described } = euicc;
const trusted = describe({
  containers: [
    { ...described, eid: EID, trust: [describedChain(testBranch('p256'))], quota: 400_000 },
    patent.containers[1],
  ],
});

/** The LPA of one device, with the server that it reaches. */
class Lpa {
  readonly #rig: TornRig;
  readonly #server = new TestServer(testBranch('p256'));
  #answer: Bytes = new Uint8Array(0);
  #pieces: readonly Bytes[] = [];

  constructor(rig: TornRig) {
    this.#rig = rig;
    rig.select('t1', REAL_ISD_R);
  }

  call(request: Bytes): Bytes {
    let answered = '';
    for (let at = 0, block = 0; at < request.length; at += BLOCK_LENGTH, block++) {
      const data = request.subarray(at, at + BLOCK_LENGTH);
      const p1 = at + BLOCK_LENGTH >= request.length ? 0x91 : 0x11;
      const head = bytes(0x80, 0xe2, p1, block, data.length);
      answered = this.#rig.send('t1', hex(concat(head, data, bytes(0))));
      assert.match(answered, /(9000|61..)$/);
    }
    let whole = answered.slice(0, -4);
    while (answered.slice(-4, -2) === '61') {
      answered = this.#rig.send('t1', `80C00000${answered.slice(-2)}`);
      whole += answered.slice(0, -4);
    }
    return unhex(whole);
  }

  authenticate(): void {
    const response = this.call(es10.emitEmptyRequest('getEuiccChallenge'));
    const parsed = es10.parseGetEuiccChallengeResponse(response);
    assert.ok(!isWireError(parsed));
    this.#answer = this.call(this.#server.authenticate(parsed.challenge));
  }

  prepare(): void {
    const prepared = this.call(this.#server.prepare(this.#answer));
    const bound = this.#server.bind(prepared, SOURCE, { replacesKeys: true });
    this.#pieces = segmentsOfPackage(bound);
  }

  /** From a piece on, up to another; the last takes what is left. */
  load(from: number, to?: number): Bytes {
    let answer: Bytes = new Uint8Array(0);
    for (const piece of this.#pieces.slice(from, to)) answer = this.call(piece);
    return answer;
  }

  cancel(): void {
    const { transactionId } = this.#server;
    const reason = es10.CANCEL_REASON.endUserRejection;
    const answer = this.call(es10.emitCancelSessionRequest({ transactionId, reason }));
    const result = es10.parseCancelSessionResponse(answer);
    assert.ok(!isWireError(result) && !('error' in result));
  }
}

const LPAS = new WeakMap<TornRig, Lpa>();

function lpaOf(rig: TornRig): Lpa {
  const known = LPAS.get(rig);
  if (known !== undefined) return known;
  const made = new Lpa(rig);
  LPAS.set(rig, made);
  return made;
}

const step = (name: string, act: (lpa: Lpa) => void): Operation =>
  doing(name, (rig) => act(lpaOf(rig)));

const PREPARED: readonly Operation[] = [
  step('AuthenticateServer', (lpa) => lpa.authenticate()),
  step('PrepareDownload', (lpa) => lpa.prepare()),
];

const [AT_AGREEMENT, AT_METADATA, AT_KEYS, AT_ELEMENTS] = [1, 2, 4, 5] as const;

/** The pieces that change which command is due, and all others. */
const LOADED: readonly Operation[] = [
  step('InitialiseSecureChannel', (lpa) => lpa.load(0, AT_AGREEMENT)),
  step('ConfigureISDP', (lpa) => lpa.load(AT_AGREEMENT, AT_METADATA)),
  step('StoreMetadata', (lpa) => lpa.load(AT_METADATA, AT_KEYS)),
  step('ReplaceSessionKeys', (lpa) => lpa.load(AT_KEYS, AT_ELEMENTS)),
  step('LoadProfileElements', (lpa) => {
    const result = es10.parseProfileInstallationResult(lpa.load(AT_ELEMENTS));
    assert.ok(!isWireError(result));
    const data = es10.parseProfileInstallationResultData(result.data);
    assert.ok(!isWireError(data) && 'aid' in data.finalResult);
  }),
];

const byIccid = { by: 'iccid', value: METADATA.iccid } as const;
const call = (name: string, request: Bytes): Operation =>
  step(name, (lpa) => assert.match(hex(lpa.call(request)), /800100$/));

const loadCrl = (name: string, options: Partial<ListOptions>, result = '') =>
  step(`LoadCRL ${name}`, (lpa) => {
    const crl = revocationList(testBranch('p256'), { number: 1, revoked: [bytes(1)], ...options });
    const answered = es10.parseLoadCrlResponse(lpa.call(es10.emitLoadCrlRequest({ crl })));
    assert.ok(!isWireError(answered) && !('error' in answered));
    assert.equal(answered.missingParts?.join() ?? '', result);
  });

const LISTS: readonly Operation[] = [
  loadCrl('(whole)', {}),
  loadCrl('(part 2 of 2)', { number: 2, part: [2, 2] }, '1'),
  loadCrl('(part 1 of 2)', { number: 2, part: [1, 2], revoked: [bytes(2)] }),
  loadCrl('(changes)', { number: 3, base: 2, revoked: [], removed: [bytes(1)] }),
];

export const OF_DOWNLOADS: readonly Scenario[] = [
  scenario('revocation lists', 4, LISTS, { description: trusted }),
  scenario('a download', 7, [...PREPARED, ...LOADED], { description: trusted }),
  scenario(
    'a download that is cancelled',
    2,
    [...PREPARED, step('CancelSession', (lpa) => lpa.cancel())],
    {
      description: trusted,
    },
  ),
  scenario(
    'a download that is interrupted by another session',
    6,
    [...PREPARED, ...LOADED.slice(0, 3), step('GetEUICCChallenge', (lpa) => lpa.authenticate())],
    { description: trusted },
  ),
  scenario(
    'a downloaded profile enabled, disabled and deleted',
    7,
    [
      call('EnableProfile', es10.emitEnableProfileRequest({ profile: byIccid, refresh: false })),
      call('DisableProfile', es10.emitDisableProfileRequest({ profile: byIccid, refresh: false })),
      call('DeleteProfile', es10.emitDeleteProfileRequest(byIccid)),
      call('RemoveNotificationFromList', es10.emitRemoveNotificationRequest({ sequenceNumber: 2 })),
    ],
    { description: trusted, before: [...PREPARED, ...LOADED] },
  ),
  scenario(
    'all profiles deleted at once',
    2,
    [
      call(
        'eUICCMemoryReset',
        es10.emitEuiccMemoryResetRequest({
          options: [es10.RESET_OPTION.deleteOperationalProfiles],
        }),
      ),
    ],
    { description: trusted, before: [...PREPARED, ...LOADED] },
  ),
];
