/** The servers of the report: an SM-DP+ that does single steps, and whole ones for procedures. */
import {
  type Bytes,
  equal,
  fromUtf8,
  HostError,
  isWireError,
  type Rng,
  utf8,
} from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import { emitIccid } from '../../wire/index.ts';
import { parseCertificate } from '../../wire/x509/index.ts';
import type { LpaPost } from '../lpa/index.ts';
import {
  certify,
  nameOf,
  revocationList,
  type RevocationListOptions,
  type ServerIdentity,
  serverIdentities,
  type ServerKey,
  type Subject,
} from '../pki/index.ts';
import { NO_FAULTS, type ServerFaults, type ServerParts } from '../rsp-server/index.ts';
import { Smdp } from '../smdp/index.ts';
import { Smds } from '../smds/index.ts';
import { DownloadServer } from './download-server.ts';
import type { Exchange } from './exchange.ts';
import { NotApplicable } from './expectations.ts';
import { metadataOf, packageOf, SERVER, SMDS } from './offered-profile.ts';

/** Carries a request of the LPA, and writes down what went over. */
export type PostServers = (request: LpaPost, note: (exchange: Exchange) => void) => Bytes;

export interface ServerFiles {
  /** Certificates and keys, in any order. */
  readonly files: readonly Bytes[];
  /** Digits from the year to the second. */
  readonly now: string;
}

export interface BenchServersParts {
  readonly crypto: Crypto;
  readonly given: ServerFiles;
  /** Keys of issuers under which the eUICC signs, its first one first. */
  readonly signingKeys: readonly Bytes[];
  readonly eid: string;
}

export class BenchServers {
  /** Of SM-DP+ under issuers of the eUICC, its first issuer first. */
  readonly identities: readonly ServerIdentity[];
  readonly #ds: readonly ServerIdentity[];
  readonly #parts: BenchServersParts;

  private constructor(parts: BenchServersParts, identities: readonly ServerIdentity[]) {
    const { crypto, given } = parts;
    this.#parts = parts;
    this.identities = identities;
    this.#ds = serverIdentities(crypto, { files: given.files, kind: 'ds' });
  }

  /** `undefined` where no server has a certificate that the eUICC accepts. */
  static of(parts: BenchServersParts): BenchServers | undefined {
    const { crypto, given, signingKeys } = parts;
    const all = serverIdentities(crypto, { files: given.files, kind: 'dp' });
    const found = signingKeys.flatMap((key) =>
      all.filter(({ issuer, binding }) => equal(issuer.keyId, key) && binding !== undefined),
    );
    return found.length === 0 ? undefined : new BenchServers(parts, found);
  }

  get first(): ServerIdentity {
    return this.identities[0]!;
  }

  /** On another curve than the first. */
  get second(): ServerIdentity | undefined {
    const { curve } = this.first.issuer;
    return this.identities.find(({ issuer }) => issuer.curve !== curve);
  }

  get hasSmds(): boolean {
    return this.#ds.some(({ issuer }) => equal(issuer.keyId, this.first.issuer.keyId));
  }

  /** One that takes single steps. */
  step(rng: Rng, identity = this.first): DownloadServer {
    const { crypto, eid } = this.#parts;
    return new DownloadServer({ crypto, rng, eid, identity });
  }

  /** A certificate of the issuer over the key that it stands for, wrong in one thing. */
  certificate(rng: Rng, own: ServerKey, more: Partial<Subject>): Bytes {
    const { issuer } = this.first;
    const { key, curve, publicKey } = issuer;
    const ci = parseCertificate(issuer.certificate);
    const parsed = parseCertificate(own.certificate);
    if (key === undefined || isWireError(ci) || isWireError(parsed))
      throw new NotApplicable('the private key of the issuer is not there');
    const subject: Subject = {
      name: nameOf({ organization: 'Bifrons TEST, not for production', commonName: 'report' }),
      policy: '2.23.146.1.2.1.4',
      usage: 'data',
      ...more,
    };
    return certify(
      { crypto: this.#parts.crypto, rng },
      {
        subject,
        own: { curve: own.curve, publicKey: parsed.publicKey },
        issuer: { curve, publicKey, key, subject: ci.subject },
      },
    );
  }

  /** A list of the issuer's. */
  revocationList(rng: Rng, options: RevocationListOptions): Bytes {
    const { key, curve, publicKey, certificate } = this.first.issuer;
    const ci = parseCertificate(certificate);
    if (key === undefined || isWireError(ci))
      throw new NotApplicable('the private key of the issuer is not there');
    const issuer = { curve, key, publicKey, subject: ci.subject };
    return revocationList({ crypto: this.#parts.crypto, rng }, issuer, options);
  }

  /** An SM-DP+ with the profile of the report, and the way to it. */
  smdp(rng: Rng, { faults = NO_FAULTS, identities = this.identities }: SmdpWish = {}) {
    const parts = this.#serverParts(rng, identities);
    const server = new Smdp(parts, { address: SERVER, protection: 'profile', faults });
    const metadata = { ...metadataOf(), iccid: emitIccid(ICCID_OF_SERVER) };
    const upp = packageOf({ iccid: ICCID_OF_SERVER });
    server.add({ iccid: ICCID_OF_SERVER, profileType: 'Test', metadata, upp });
    return { server, post: wayTo((path, body) => server.handle('es9', path, body)) };
  }

  smds(rng: Rng) {
    const server = new Smds(this.#serverParts(rng, this.#ds), { address: SMDS, faults: NO_FAULTS });
    return { server, post: wayTo((path, body) => server.handle('es11', path, body)) };
  }

  #serverParts(rng: Rng, identities: readonly ServerIdentity[]): ServerParts {
    const { crypto, given } = this.#parts;
    return { crypto, rng, now: () => given.now, identities };
  }
}

export interface SmdpWish {
  readonly faults?: ServerFaults;
  readonly identities?: readonly ServerIdentity[];
}

/** Of the profile that the SM-DP+ has. */
export const ICCID_OF_SERVER = '8988211990000000088';

type Handle = (path: string, body: string) => { readonly status: number; readonly body: string };

/** The path of a URL, without the server's name. */
const PATH = /^https:\/\/[^/]+(\/.*)$/;

function wayTo(handle: Handle): PostServers {
  return ({ url, body }, note) => {
    const path = PATH.exec(url)?.[1] ?? url;
    const sent = fromUtf8(body);
    const { status, body: received } = handle(path, sent);
    note({ what: `POST ${path}`, sent, received });
    if (status !== 200 && status !== 204)
      throw new HostError('SERVER_REFUSED', `HTTP ${status}`, 'see the exchange');
    return utf8(received);
  };
}
