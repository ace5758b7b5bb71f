/** An eUICC with certificates on the bench, and an LPA that takes each step of a download. */
import assert from 'node:assert/strict';
import { type Bytes, concat, isWireError, unhex, nameOf } from '../../src/base/index.ts';
import { createEuicc, type ConsumerConfig } from '../../src/containers/euicc/index.ts';
import type { TestBranch } from '../../src/host/pki/index.ts';
import type { Session } from '../../src/os/abi/index.ts';
import * as es10 from '../../src/wire/es10/index.ts';
import { type BoundProfilePackage, segmentsOfPackage } from '../../src/wire/es8/index.ts';
import { emitProfilePackage } from '../../src/wire/saip/index.ts';
import { Bench, type BenchOptions } from './container-bench.ts';
import { answer, CONFIG } from './euicc-card.ts';
import { testProfile } from './profile-packages.ts';
import {
  type AuthenticateChanges,
  type BindOptions,
  type PrepareChanges,
  type TestServer,
} from './download-server.ts';
import { describedChain, testBranch } from './trust.ts';

/** Room for a few profiles. */
const QUOTA = 400_000;
const BLOCK_LENGTH = 120;

export interface RspCardOptions extends BenchOptions {
  readonly config?: Partial<ConsumerConfig>;
  readonly branches?: readonly TestBranch[];
}

export class RspCard {
  readonly bench: Bench;
  session: Session;
  /** Bytes of a block of STORE DATA. */
  blockLength = BLOCK_LENGTH;

  constructor({ config = {}, branches, ...options }: RspCardOptions = {}) {
    this.bench = new Bench({ quota: QUOTA, ...options });
    const trust = (branches ?? [testBranch('p256')]).map(describedChain);
    const described = { profiles: [], ...config, trust };
    const whole = { ...CONFIG, version: '2.5', ciPublicKeys: [], ...described } as const;
    this.bench.mount(createEuicc(whole, this.bench.services));
    this.session = this.bench.session();
    this.select();
  }

  /** A new card session, after a reset or a power cut. */
  restart(): void {
    this.bench.container.reset('device');
    this.session = this.bench.session();
    this.select();
  }

  select(): void {
    this.bench.select(this.session, this.bench.entity('ISD-R'));
  }

  /** Sends a request, or a piece of a package, in blocks; data and status word of the last. */
  send(request: Bytes): string {
    let answered = '';
    for (let at = 0, block = 0; at < request.length; at += this.blockLength, block++) {
      const data = request.subarray(at, at + this.blockLength);
      const isLast = at + this.blockLength >= request.length;
      const head = Uint8Array.of(0x80, 0xe2, isLast ? 0x91 : 0x11, block, data.length);
      answered = answer(this.bench.send(this.session, concat(head, data)));
      if (!isLast && answered !== '9000') return answered;
    }
    return answered;
  }

  /** The answer of a function that gives one. */
  call(request: Bytes): Bytes {
    const answered = this.send(request);
    assert.equal(answered.slice(-4), '9000', answered);
    return unhex(answered.slice(0, -4));
  }

  challenge(): Bytes {
    const response = es10.parseGetEuiccChallengeResponse(
      this.call(es10.emitEmptyRequest('getEuiccChallenge')),
    );
    assert.ok(!isWireError(response));
    return response.challenge;
  }

  authenticate(server: TestServer, changes?: AuthenticateChanges): Bytes {
    return this.call(server.authenticate(this.challenge(), changes));
  }

  prepare(server: TestServer, changes?: PrepareChanges): Bytes {
    return this.call(server.prepare(this.authenticate(server), changes));
  }

  /** The package that a server binds to what the eUICC has prepared. */
  bound(server: TestServer, options?: BindOptions, source = SOURCE): BoundProfilePackage {
    return server.bind(this.prepare(server), source, options);
  }

  /** Loads a package; the first answer that is not empty. */
  load(bound: BoundProfilePackage): string {
    return this.loadPieces(segmentsOfPackage(bound));
  }

  loadPieces(pieces: readonly Bytes[]): string {
    for (const piece of pieces) {
      const answered = this.send(piece);
      if (answered !== '9000') return answered;
    }
    return '9000';
  }

  /** A whole download of a package. */
  download(
    server: TestServer,
    options?: BindOptions,
    source = SOURCE,
  ): es10.ProfileInstallationResultData {
    return resultOf(this.load(this.bound(server, options, source)));
  }

  notifications(): readonly es10.NotificationMetadata[] {
    const list = es10.parseListNotificationResponse(
      this.call(es10.emitListNotificationRequest({})),
    );
    assert.ok(!isWireError(list) && !('error' in list));
    return list.notifications;
  }

  pending(search?: es10.NotificationSearch): readonly Bytes[] {
    const list = es10.parseRetrieveNotificationsResponse(
      this.call(es10.emitRetrieveNotificationsRequest({ search })),
    );
    assert.ok(!isWireError(list));
    return 'error' in list ? [] : list.notifications;
  }

  profiles(): readonly es10.ProfileInfo[] {
    const list = es10.parseProfileInfoListResponse(this.call(es10.emitProfileInfoListRequest({})));
    assert.ok(!isWireError(list) && !('error' in list));
    return list.profiles;
  }

  /** Bytes that the eUICC's memory holds. */
  get used(): number {
    return this.bench.services.nvm.used;
  }

  /** Words of the trace, of one kind. */
  notes(kind: string): readonly string[] {
    return this.bench.notes.filter(([name]) => name === kind).map((one) => one.slice(1).join(' '));
  }
}

/** The package of the project's builder that most tests load. */
export const SOURCE = emitProfilePackage(testProfile());

/** What an answer with the result of an installation says. */
export function resultOf(answered: string): es10.ProfileInstallationResultData {
  assert.equal(answered.slice(-4), '9000', answered);
  const result = es10.parseProfileInstallationResult(unhex(answered.slice(0, -4)));
  assert.ok(!isWireError(result), JSON.stringify(result));
  const data = es10.parseProfileInstallationResultData(result.data);
  assert.ok(!isWireError(data), JSON.stringify(data));
  return data;
}

/** Command and reason of a failure, by their names. */
export function failureOf(answered: string): readonly [string, string] {
  const { finalResult } = resultOf(answered);
  assert.ok('reason' in finalResult, 'the profile was installed');
  return [
    nameOf(es10.BPP_COMMAND, finalResult.command)!,
    nameOf(es10.INSTALL_ERROR, finalResult.reason)!,
  ];
}
