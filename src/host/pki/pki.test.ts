/** OpenSSL verifies what is made here; what is made is imported again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hex, Secret, unhex } from '../../base/index.ts';
import { EID } from '../../../tests/support/euicc-card.ts';
import { PKI_PARTS, SERVER, testBranch } from '../../../tests/support/trust.ts';
import { chainProblem } from '../../rsp/trust/index.ts';
import { type DescribedChain, filesOf, importPki, PKI_CURVES, type PkiFile } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-pki-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';

const FILES = PKI_CURVES.flatMap((curve) => filesOf([testBranch(curve)]));

function only(...named: readonly RegExp[]): readonly Uint8Array[] {
  return FILES.filter(({ path }) => named.some((one) => one.test(path))).map(({ der }) => der);
}

function assertRight({ ci, eum, euicc, key }: DescribedChain): void {
  assert.ok(eum !== undefined && euicc !== undefined && key !== undefined);
  const identity = { eum: unhex(eum), euicc: unhex(euicc), key: new Secret(unhex(key)) };
  const chain = { ci: unhex(ci), identity };
  assert.equal(chainProblem(PKI_PARTS.crypto, chain, unhex(EID)), undefined);
}

test(
  'OpenSSL verifies each certificate up to its issuer, critical extensions included',
  { skip },
  () => {
    for (const suffix of ['NIST', 'BRP']) {
      const pem = (path: string): string => {
        const { der } = FILES.find((one) => one.path.endsWith(`/CERT_${path}_${suffix}`))!;
        const file = join(scratch, `${path}.pem`);
        writeFileSync(file, new X509Certificate(der).toString());
        return file;
      };
      const ci = pem('CI_ECDSA');
      for (const path of ['EUM_ECDSA', 'S_SM_DPauth_ECDSA', 'S_SM_DPpb_ECDSA', 'S_SM_DP_TLS']) {
        const args = ['verify', '-x509_strict', '-CAfile', ci, pem(path)];
        const done = spawnSync('openssl', args);
        assert.equal(String(done.stdout).trim().split(': ').at(-1), 'OK', String(done.stderr));
      }
      // Its name is below the permitted one by SGP.22's rules alone: a serial number is a prefix.
      const [own, signer] = ['eUICC/CERT_EUICC', 'EUM/CERT_EUM'].map((path) => {
        const { der } = FILES.find((one) => one.path === `${path}_ECDSA_${suffix}`)!;
        return new X509Certificate(der);
      });
      assert.ok(own!.checkIssued(signer!) && own!.verify(signer!.publicKey));
      const tls = new X509Certificate(FILES.find((one) => one.path.endsWith(`TLS_${suffix}`))!.der);
      assert.equal(tls.checkHost(SERVER), SERVER);
    }
  },
);

test('a folder with the certificate of the eUICC gives that, P-256 first', () => {
  const { chains } = importPki(PKI_PARTS, { files: FILES.map(({ der }) => der), eid: EID });
  const titles = chains.map(({ euicc }) => FILES.find(({ der }) => hex(der) === euicc)?.path);
  assert.deepEqual(titles, ['eUICC/CERT_EUICC_ECDSA_NIST', 'eUICC/CERT_EUICC_ECDSA_BRP']);
  chains.forEach(assertRight);
});

test('with the key of the manufacturer alone, a new key of the eUICC is certified', () => {
  const files = only(/CERT_CI/, /EUM/);
  const { chains, steps } = importPki(PKI_PARTS, { files, eid: EID });
  chains.forEach(assertRight);
  assert.match(steps[0]!, /issued by Bifrons TEST EUM$/);
  const certificates = only(/CERT_CI/, /CERT_EUM/, /CERT_EUICC/);
  const verifying = importPki(PKI_PARTS, { files: certificates, eid: EID });
  assert.deepEqual(
    verifying.chains.map(({ key }) => key),
    [undefined, undefined],
  );
  assert.match(verifying.steps[0]!, /it only verifies$/);
});

test('the key of another EID is not taken', () => {
  const other = '89049032000000000000000000000021';
  const { chains, steps } = importPki(PKI_PARTS, {
    files: only(/CERT_CI/, /CERT_EUM/, /EUICC/),
    eid: other,
  });
  assert.match(steps[0]!, new RegExp(`its eUICC has EID ${EID}, this one ${other}`));
  assert.deepEqual(
    chains.map(({ key }) => key),
    [undefined, undefined],
  );
});

test('files are named as the tools of the field look for them, private keys apart', () => {
  const paths = FILES.map(({ path }: PkiFile) => path);
  assert.equal(new Set(paths).size, paths.length);
  assert.deepEqual(paths.filter((one) => one.startsWith('CertificateIssuer/')).length, 2);
  assert.ok(paths.includes('DPauth/SK_S_SM_DPauth_ECDSA_NIST'));
});
