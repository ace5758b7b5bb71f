/** A phone, an SM-DP+ with one profile for it, and the network between them. */
import assert from 'node:assert/strict';
import { type Bytes, fromUtf8, HostError, utf8 } from '../../src/base/index.ts';
import type { DownloadWish, LpaPost } from '../../src/host/lpa/index.ts';
import type { TestBranch } from '../../src/host/pki/index.ts';
import type { OrderOptions, ProfileRecord, SmdpOptions } from '../../src/host/smdp/index.ts';
import { emitProfilePackage } from '../../src/wire/saip/index.ts';
import { emitIccid } from '../../src/wire/index.ts';
import type { KeyCurve } from '../../src/wire/x509/index.ts';
import { field } from './descriptions.ts';
import { EID } from './euicc-card.ts';
import { type HostRig, hostRig } from './host-rig.ts';
import { Phone } from './lpa-phone.ts';
import { testProfile, TEST_SUBSCRIPTION } from './profile-packages.ts';
import { METADATA, ServerClient } from './smdp-client.ts';
import { describedChain, SERVER, testBranch } from './trust.ts';

/** One that the server client does not have yet. */
export const ICCID = '8988211990000000039';
export const [ALPHA, BETA] = ['8900101000000000019', '8900102000000000018'];

interface WorldOptions {
  readonly curve?: KeyCurve;
  readonly link?: string;
  readonly blockLength?: number;
  readonly server?: Partial<SmdpOptions>;
  readonly metadata?: object;
  /** A device whose eUICC at the link trusts the server's branch. */
  readonly rig?: HostRig;
  readonly branch?: TestBranch;
  readonly iccid?: string;
}

/** The preset `field`, whose eUICC has a chain of the tests' issuers, and `more`. */
export function trustingContainers(curve: KeyCurve, more: object = {}) {
  return field.containers.map((one) => {
    if (one.kind !== 'euicc') return one;
    const { ciPublicKeys: _keys, ...rest } = one;
    return { ...rest, eid: EID, trust: [describedChain(testBranch(curve))], ...more };
  });
}

export function trustingPhone(curve: KeyCurve, more: object = {}): HostRig {
  return hostRig(field, { containers: trustingContainers(curve, more) });
}

export class World {
  readonly phone: Phone;
  readonly client: ServerClient;
  /** The profile that the server has for the phone. */
  readonly iccid: string;
  /** Functions that reached the server. */
  readonly calls: string[] = [];
  /** The call before which the network goes away. */
  cutBefore: number | undefined;

  constructor(options: WorldOptions = {}) {
    const { curve = 'p256', link = 't1', blockLength } = options;
    const { branch = testBranch(curve), rig = trustingPhone(curve), iccid = ICCID } = options;
    this.iccid = iccid;
    this.client = new ServerClient(options.server ?? {}, { branch });
    const metadata = { ...METADATA, ...options.metadata, iccid: emitIccid(iccid) };
    const upp = emitProfilePackage(testProfile({ ...TEST_SUBSCRIPTION, iccid }));
    const profile = { iccid, profileType: 'Test', metadata, upp };
    assert.ok(this.client.server.add(profile));
    this.phone = new Phone(rig, link, {
      blockLength,
      post: (request) => this.#post(request),
    });
  }

  #post({ url, body }: LpaPost): Bytes {
    const { host, pathname } = new URL(url);
    if (this.calls.length === this.cutBefore) {
      this.cutBefore = undefined;
      throw new HostError('SERVER_UNREACHABLE', `${host}: no network`, 'repeat it');
    }
    this.calls.push(pathname.slice(pathname.lastIndexOf('/') + 1));
    const { status, body: answer } = this.client.send('es9', pathname, fromUtf8(body));
    if (status !== 200 && status !== 204)
      throw new HostError('SERVER_REFUSED', `${host} answered HTTP ${status}`, 'check it');
    return utf8(answer);
  }

  order(more: Partial<OrderOptions> = {}): DownloadWish {
    const record = this.client.server.order({ iccid: this.iccid, ...more });
    assert.ok(typeof record !== 'string', String(record));
    return { address: SERVER, matchingId: record.order.matchingId! };
  }

  get record(): ProfileRecord {
    return this.client.server.profiles.find(({ iccid }) => iccid === this.iccid)!;
  }

  /** What no failure may change. */
  checkUntouched(): void {
    assert.deepEqual(this.phone.states(), [
      [ALPHA, 'enabled'],
      [BETA, 'disabled'],
    ]);
  }
}

/** The functions of a download. */
export const WHOLE = ['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage'];
