/** OpenSSL makes the certificates that are read here, and reads those that are written. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import {
  ATTRIBUTE,
  CRL_ENTRY_EXTENSION,
  CRL_EXTENSION,
  emitAlternativeNames,
  emitEcPrivateKey,
  emitEcdsaSignature,
  emitPermittedNames,
  emitRevocationListContent,
  emitSigned,
  parseEcdsaSignature,
  parseEcPrivateKey,
  parseExtensionNumber,
  parsePermittedNames,
  parseRegisteredId,
  parseReasonCode,
  parseRevocationList,
  type Certificate,
  type CertificateContent,
  emitCertificateContent,
  EXTENSION,
  findExtension,
  KEY_USAGE,
  parseAuthorityKeyIdentifier,
  parseBasicConstraints,
  parseCertificate,
  parseCertificatePolicies,
  parseKeyUsage,
  parseSubjectKeyIdentifier,
} from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-x509-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const skip = hasOpenssl ? false : 'openssl is not installed';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** Policy of a certificate issuer in remote provisioning. */
const CI_POLICY = '2.23.146.1.2.1.0';

const SETTINGS = `
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = Test CI
O = Bifrons
C = XX
[authority]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
basicConstraints = critical, CA:TRUE, pathlen:1
keyUsage = critical, keyCertSign, cRLSign
certificatePolicies = critical, ${CI_POLICY}
subjectAltName = RID:2.999.10
`;

function openssl(...args: readonly string[]): Bytes {
  const done = spawnSync('openssl', args, { cwd: scratch });
  assert.equal(done.status, 0, String(done.stderr));
  return Uint8Array.from(done.stdout);
}

function made(curve: string): Bytes {
  writeFileSync(join(scratch, 'ci.cnf'), SETTINGS);
  openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', 'ci.key');
  const request = ['-new', '-x509', '-sha256', '-days', '12000', '-set_serial', '0x0087654321'];
  openssl(
    'req',
    ...request,
    '-key',
    'ci.key',
    '-config',
    'ci.cnf',
    '-outform',
    'DER',
    '-out',
    'ci.der',
  );
  return Uint8Array.from(readFileSync(join(scratch, 'ci.der')));
}

function parsed(source: Bytes): Certificate {
  const certificate = parseCertificate(source);
  assert.ok(!isWireError(certificate), JSON.stringify(certificate));
  return certificate;
}

function extension(certificate: Certificate, type: string): Bytes {
  const found = findExtension(certificate.extensions, type);
  assert.ok(found, `no extension ${type}`);
  return found.value;
}

for (const curve of ['prime256v1', 'brainpoolP256r1']) {
  test(`a certificate on ${curve} is read as OpenSSL wrote it [RFC5280 §4.1]`, { skip }, () => {
    const source = made(curve);
    const certificate = parsed(source);
    const oracle = new X509Certificate(source);
    assert.equal(hex(certificate.serialNumber), '0087654321');
    assert.equal(certificate.signatureAlgorithm.algorithm, ECDSA_SHA256);
    assert.deepEqual(certificate.issuer, certificate.subject);
    assert.deepEqual(
      certificate.subject.map(({ type, value }) => [type, value]),
      [
        [ATTRIBUTE.commonName, 'Test CI'],
        [ATTRIBUTE.organization, 'Bifrons'],
        [ATTRIBUTE.country, 'XX'],
      ],
    );
    assert.equal(certificate.notAfter, stamp(oracle.validTo));
    assert.equal(certificate.notBefore, stamp(oracle.validFrom));
    const key = oracle.publicKey.export({ format: 'der', type: 'spki' });
    assert.equal(hex(certificate.publicKey), hex(key.subarray(-65)));
    assert.equal(hex(emitCertificateContent(certificate)), hex(certificate.signed));
    assert.equal(hex(emitSigned(certificate)), hex(source));
  });

  test(`its extensions on ${curve} are read [RFC5280 §4.2]`, { skip }, () => {
    const certificate = parsed(made(curve));
    const identifier = createHash('sha1').update(certificate.publicKey).digest();
    const subject = parseSubjectKeyIdentifier(
      extension(certificate, EXTENSION.subjectKeyIdentifier),
    );
    assert.ok(!isWireError(subject));
    assert.equal(hex(subject), hex(identifier));
    const authority = extension(certificate, EXTENSION.authorityKeyIdentifier);
    assert.deepEqual(parseAuthorityKeyIdentifier(authority), subject);
    assert.deepEqual(parseKeyUsage(extension(certificate, EXTENSION.keyUsage)), [
      KEY_USAGE.keyCertSign,
      KEY_USAGE.crlSign,
    ]);
    assert.deepEqual(parseBasicConstraints(extension(certificate, EXTENSION.basicConstraints)), {
      ca: true,
      pathLength: 1,
    });
    const policies = extension(certificate, EXTENSION.certificatePolicies);
    assert.deepEqual(parseCertificatePolicies(policies), [CI_POLICY]);
    assert.equal(findExtension(certificate.extensions, EXTENSION.keyUsage)?.critical, true);
    const name = findExtension(certificate.extensions, EXTENSION.subjectAltName);
    assert.deepEqual([name?.critical, hex(name!.value)], [false, '3005880388370A']);
  });
}

/** `Nov 30 15:45:00 2026 GMT` as digits. */
function stamp(text: string): string {
  return new Date(text).toISOString().replace(/\D/g, '').slice(0, 14);
}

const P256 = unhex('06082A8648CE3D030107');

/** A certificate of our own, signed by a key of Node. */
function own(changes: Partial<CertificateContent> = {}): Bytes {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const content: CertificateContent = {
    serialNumber: unhex('1234'),
    signatureAlgorithm: { algorithm: ECDSA_SHA256, parameters: undefined },
    issuer: [{ type: ATTRIBUTE.commonName, tag: 0x0c, value: 'EUM' }],
    notBefore: '20260101000000',
    notAfter: '20991231235959',
    subject: [
      { type: ATTRIBUTE.serialNumber, tag: 0x13, value: '89049032123451234512345678901235' },
    ],
    keyAlgorithm: { algorithm: EC_PUBLIC_KEY, parameters: P256 },
    publicKey: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(-65)),
    extensions: [{ type: EXTENSION.keyUsage, critical: true, value: unhex('03020780') }],
    ...changes,
  };
  const signed = emitCertificateContent(content);
  const signature = Uint8Array.from(sign('sha256', signed, privateKey));
  return emitSigned({ signed, signatureAlgorithm: content.signatureAlgorithm, signature });
}

test('a certificate of our own is one for others, signature and times included', () => {
  const source = own();
  const oracle = new X509Certificate(source);
  assert.equal(oracle.verify(oracle.publicKey), true);
  assert.equal(oracle.serialNumber, '1234');
  assert.equal(oracle.subject, 'serialNumber=89049032123451234512345678901235');
  assert.equal(stamp(oracle.validTo), '20991231235959');
  const certificate = parsed(source);
  assert.equal(certificate.notAfter, '20991231235959');
  assert.equal(hex(emitSigned(certificate)), hex(source));
});

test('what is not the distinguished encoding is an error [X.690 §10.1]', () => {
  const source = own();
  const text = hex(source);
  const damaged = (from: string, to: string) => {
    assert.ok(text.includes(from), from);
    return parseCertificate(unhex(text.replace(from, to)));
  };
  const usage = { type: EXTENSION.keyUsage, critical: false, value: unhex('03020780') };
  const errors = [
    damaged('A003020102', 'A003020101'),
    damaged('02021234', '02020012'),
    damaged('0101FF', '010101'),
    damaged('3839303439303332', '3839303439303380'),
    damaged('45554D', '45ED80'),
    damaged('170D3236303130313030303030305A', '170D3236303233303030303030305A'),
    parseCertificate(unhex(`${text}00`)),
    parseCertificate(own({ extensions: [usage, usage] })),
  ];
  for (const [at, error] of errors.entries()) assert.ok(isWireError(error), `number ${at}`);
});

test('every cut and every damage is an error or the same bytes again', () => {
  const source = own();
  for (let length = 0; length < source.length; length++) {
    const error = parseCertificate(source.subarray(0, length));
    assert.ok(isWireError(error) && error.offset <= length);
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      (all) => {
        const damaged = source.slice();
        for (const [at, byte] of all) damaged[at % damaged.length] = byte;
        const certificate = parseCertificate(damaged);
        if (isWireError(certificate)) assert.ok(certificate.offset <= damaged.length);
        else assert.equal(hex(emitSigned(certificate)), hex(damaged));
      },
    ),
    randomRuns('codec'),
  );
});

test('a CRL of OpenSSL is read, and written again byte for byte [RFC5280 §5.1]', { skip }, () => {
  made('prime256v1');
  const lists = '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ncrlnumber = number\n';
  writeFileSync(join(scratch, 'crl.cnf'), `${lists}default_md = sha256\ncrl_extensions = e\n[e]\n`);
  const dates = '491231235959Z\t260101000000Z';
  writeFileSync(
    join(scratch, 'index.txt'),
    `R\t${dates},keyCompromise\t00AB12\tunknown\t/CN=revoked\n`,
  );
  writeFileSync(join(scratch, 'number'), '0102\n');
  const ca = ['-keyfile', 'ci.key', '-cert', 'ca.pem', '-config', 'crl.cnf', '-crldays', '30'];
  openssl('x509', '-inform', 'DER', '-in', 'ci.der', '-out', 'ca.pem');
  openssl('ca', '-gencrl', ...ca, '-out', 'crl.pem');
  const source = openssl('crl', '-in', 'crl.pem', '-outform', 'DER');
  const list = parseRevocationList(source);
  assert.ok(!isWireError(list), JSON.stringify(list));
  const [one, ...others] = list.revoked;
  assert.deepEqual(others, []);
  assert.equal(hex(one!.serialNumber), '00AB12');
  assert.equal(one!.date, '20260101000000');
  const reason = findExtension(one!.extensions, CRL_ENTRY_EXTENSION.reasonCode);
  assert.equal(parseReasonCode(reason!.value), 1);
  const number = findExtension(list.extensions, CRL_EXTENSION.crlNumber);
  assert.equal(parseExtensionNumber(number!.value), 0x0102);
  assert.equal(hex(emitRevocationListContent(list)), hex(list.signed));
  assert.equal(hex(emitSigned(list)), hex(source));
});

test('a private key is read in both forms of OpenSSL, and written as it does', { skip }, () => {
  for (const [name, curve] of [
    ['prime256v1', 'p256'],
    ['brainpoolP256r1', 'brainpoolP256r1'],
  ] as const) {
    openssl('ecparam', '-name', name, '-genkey', '-noout', '-out', 'own.key');
    const alone = openssl('ec', '-in', 'own.key', '-outform', 'DER');
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'own.key', '-outform', 'DER', '-out', 'own.p8');
    const key = parseEcPrivateKey(alone);
    assert.ok(!isWireError(key), JSON.stringify(key));
    assert.equal(key.curve, curve);
    assert.deepEqual(
      parseEcPrivateKey(Uint8Array.from(readFileSync(join(scratch, 'own.p8')))),
      key,
    );
    assert.equal(hex(emitEcPrivateKey(key, alone.subarray(-65))), hex(alone));
  }
  openssl('ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', 'other.key');
  assert.ok(isWireError(parseEcPrivateKey(openssl('ec', '-in', 'other.key', '-outform', 'DER'))));
});

test('permitted and alternative names are those of OpenSSL [RFC5280 §4.2.1.10]', { skip }, () => {
  const permitted = [
    { type: ATTRIBUTE.organization, tag: 0x0c, value: 'EUM' },
    { type: ATTRIBUTE.serialNumber, tag: 0x13, value: '89049032' },
  ];
  made('prime256v1');
  const names = '[own]\nO = EUM\nserialNumber = 89049032\n';
  const constraints = 'nameConstraints = critical, permitted;dirName:own\n';
  const alternatives = 'subjectAltName = DNS:dp.example, RID:2.999.10';
  const settings = SETTINGS.replace('subjectAltName = RID:2.999.10', constraints + alternatives);
  writeFileSync(join(scratch, 'names.cnf'), `${settings}\n${names}`);
  const request = ['-new', '-x509', '-key', 'ci.key', '-config', 'names.cnf', '-utf8'];
  const certificate = parsed(openssl('req', ...request, '-outform', 'DER'));
  const constrained = extension(certificate, EXTENSION.nameConstraints);
  assert.deepEqual(parsePermittedNames(constrained), [permitted]);
  assert.equal(hex(emitPermittedNames([permitted])), hex(constrained));
  assert.ok(isWireError(parsePermittedNames(constrained.subarray(0, -1))));
  const alternative = extension(certificate, EXTENSION.subjectAltName);
  assert.equal(parseRegisteredId(alternative), '2.999.10');
  const own = emitAlternativeNames({ dns: 'dp.example', registeredId: '2.999.10' });
  assert.equal(hex(own), hex(alternative));
  assert.equal(parseRegisteredId(emitAlternativeNames({ dns: 'dp.example' })), undefined);
});

test('the numbers of a signature have the length of the order [SEC1 §C.5]', () => {
  const numbers = { r: unhex(`00${'80'.repeat(31)}`), s: unhex(`FF${'01'.repeat(31)}`) };
  const written = emitEcdsaSignature(numbers);
  assert.deepEqual(parseEcdsaSignature(written, 32), numbers);
  assert.equal(parseEcdsaSignature(written, 31), undefined);
  assert.equal(parseEcdsaSignature(unhex('3006020100020100'), 32), undefined);
});
