/** The faults of the SM-DP+ on purpose: each one is found at its own thing, and nowhere else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, hex, isWireError, utf8 } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { checkCertificate, isProblem } from '../../../src/device/index.ts';
import { filesOf, serverIdentities } from '../../../src/host/pki/index.ts';
import {
  FAULTS,
  type FaultName,
  isSigned,
  makeFaults,
  parseFault,
} from '../../../src/host/rsp-server/index.ts';
import { emitSignature, parseServerSigned1 } from '../../../src/wire/es10/index.ts';
import { parseBoundProfilePackage } from '../../../src/wire/es8/index.ts';
import { parseCertificate, parseRevocationList } from '../../../src/wire/x509/index.ts';
import { parseProfilePackage } from '../../../src/wire/saip/index.ts';
import { ok, ServerClient, UPP } from '../../support/smdp-client.ts';
import { SigningEuicc } from '../../support/signing-euicc.ts';
import { testBranch } from '../../support/trust.ts';

const NOW = '20261201120000';
const branch = testBranch('p256');
const files = filesOf([branch]).map(({ der }) => der);
const identities = serverIdentities(pureCrypto, { files, kind: 'dp' });

/** What a client finds wrong in one download, by the names below. */
function findings(text: string) {
  const rng = randomStream(utf8(text), 'faults');
  const parts = { crypto: pureCrypto, rng, now: () => NOW, identities };
  const made = makeFaults(parts, text === '' ? [] : [parseFault(text)!]);
  const client = new ServerClient({ faults: made.faults }, { rng });
  const chip = new SigningEuicc({ branch });
  const matchingId = client.order();
  const found: string[] = [];
  const check = (isWell: boolean, name: string): void => void (isWell || found.push(name));
  const begun = ok(client.initiate(chip));
  const signed = parseServerSigned1(begun.serverSigned1);
  assert.ok(!isWireError(signed));
  check(equal(signed.euiccChallenge, chip.challenge), 'challenge');
  const certificate = parseCertificate(begun.serverCertificate);
  assert.ok(!isWireError(certificate));
  const issuer = identities[0]!.issuer;
  const checks = { issuer, roles: ['dp-auth'], time: NOW } as const;
  check(!isProblem(checkCertificate(pureCrypto, begun.serverCertificate, checks)), 'certificate');
  const isRevoked = made.lists.some((list) => {
    const parsed = parseRevocationList(list);
    assert.ok(!isWireError(parsed));
    return parsed.revoked.some(({ serialNumber }) => equal(serialNumber, certificate.serialNumber));
  });
  check(!isRevoked, 'revoked');
  const key = { curve: 'p256', publicKey: certificate.publicKey } as const;
  const message = begun.serverSigned1;
  check(isSigned(pureCrypto, key, { signature: bare(begun.serverSignature1), message }), 'first');
  const response = chip.authenticate(begun.serverSigned1, { matchingId });
  const offer = ok(client.authenticate(begun.transactionId, response));
  const dpPb = { curve: 'p256', publicKey: branch.dpPb.publicKey } as const;
  const second = [offer.smdpSigned2, emitSignature(chip.lastSignature1)];
  const signature2 = { signature: bare(offer.smdpSignature2), message: Buffer.concat(second) };
  check(isSigned(pureCrypto, dpPb, signature2), 'second');
  const { boundProfilePackage } = ok(client.bind(begun.transactionId, chip.prepare(offer)));
  let opened: ReturnType<SigningEuicc['open']> | undefined;
  try {
    opened = chip.open(boundProfilePackage);
  } catch {
    found.push(`segment of ${segmentsOf(boundProfilePackage)}`);
  }
  if (opened !== undefined) {
    const { signature } = opened.request;
    check(isSigned(pureCrypto, dpPb, { signature, message: opened.signed }), 'package');
    check(hex(opened.upp) === hex(UPP), 'profile');
  }
  check(made.faults.answersNotifications, 'notification');
  check(made.faults.delayMs === 0, 'delay');
  return found;
}

/** The value of the data object. */
function bare(signature: Bytes): Bytes {
  return signature.subarray(3);
}

function segmentsOf(source: Bytes): number {
  const bound = parseBoundProfilePackage(source);
  assert.ok(!isWireError(bound));
  const { configureIsdp, storeMetadata, replaceSessionKeys = [], profileElements } = bound;
  return [configureIsdp, storeMetadata, replaceSessionKeys, profileElements].flat().length;
}

const EXPECTED: Readonly<Record<FaultName, readonly [string, readonly string[]]>> = {
  'wrong-signature': ['wrong-signature', ['first']],
  'wrong-signature-2': ['wrong-signature-2', ['second']],
  'wrong-package-signature': ['wrong-package-signature', ['package']],
  'replayed-challenge': ['replayed-challenge', ['challenge']],
  'expired-certificate': ['expired-certificate', ['certificate']],
  'revoked-certificate': ['revoked-certificate', ['revoked']],
  'wrong-certificate': ['wrong-certificate', ['certificate']],
  'mac-error': ['mac-error:4', ['segment of 6']],
  'lost-notification': ['lost-notification', ['notification']],
  'unknown-element': ['unknown-element', ['profile']],
  slow: ['slow:30', ['delay']],
};

test('without a fault nothing is wrong', () => assert.deepEqual(findings(''), []));

for (const name of Object.keys(FAULTS) as readonly FaultName[]) {
  const [text, expected] = EXPECTED[name];
  test(`${text}: ${FAULTS[name].what}`, () => assert.deepEqual(findings(text), expected));
}

test('each segment of a package can be the wrong one', () => {
  for (const number of [1, 2, 3, 6])
    assert.deepEqual(findings(`mac-error:${number}`), ['segment of 6']);
  assert.deepEqual(findings('mac-error:7'), []);
});

test('the unknown element reads as one, behind the header of a package', () => {
  const { faults } = makeFaults(
    { crypto: pureCrypto, rng: randomStream(utf8('x'), 'faults'), now: () => NOW, identities },
    [{ name: 'unknown-element', number: 0 }],
  );
  const header = Uint8Array.of(0xaa, 0x00);
  const elements = parseProfilePackage(faults.profile(header).subarray(2));
  assert.ok(!isWireError(elements));
  assert.deepEqual(
    elements.map(({ kind }) => kind),
    ['unknown'],
  );
});

test('a name that is no fault, or a number where none is due', () => {
  for (const text of ['none', 'slow', 'wrong-signature:1', 'mac-error:', 'constructor'])
    assert.equal(parseFault(text), undefined, text);
});

test('without the key of the issuer there is no other certificate', () => {
  const keyless = identities.map((one) => ({ ...one, issuer: { ...one.issuer, key: undefined } }));
  const parts = { crypto: pureCrypto, rng: randomStream(utf8('x'), 'faults'), now: () => NOW };
  for (const name of ['expired-certificate', 'revoked-certificate'] as const)
    assert.throws(
      () => makeFaults({ ...parts, identities: keyless }, [{ name, number: 0 }]),
      /private key of its issuer/,
    );
});
