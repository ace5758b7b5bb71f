/** A public key infrastructure of the project's own for tests, and what an eUICC gets of it. */
import { hex, utf8 } from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import {
  type Certified,
  createTestPki,
  type DescribedChain,
  type PkiParts,
  type TestBranch,
} from '../../src/host/pki/index.ts';
import type { KeyCurve } from '../../src/wire/x509/index.ts';
import { EID } from './euicc-card.ts';

export const SERVER = 'testsmdpplus1.example.com';

export const PKI_PARTS: PkiParts = {
  crypto: pureCrypto,
  rng: randomStream(utf8('Bifrons test PKI'), 'pki'),
};

let made: readonly TestBranch[] | undefined;

/** Made once a process. */
export function testBranch(curve: KeyCurve): TestBranch {
  made ??= createTestPki(PKI_PARTS, { eid: EID, server: SERVER });
  return made.find((one) => one.curve === curve)!;
}

export function describedChain({ ci, eum, euicc }: TestBranch): DescribedChain {
  const [der, own] = [ci, euicc].map(({ certificate }: Certified) => hex(certificate));
  return { ci: der!, eum: hex(eum.certificate), euicc: own!, key: hex(euicc.key) };
}
