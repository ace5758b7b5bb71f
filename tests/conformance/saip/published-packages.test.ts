/** Published packages, where they are present. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, isWireError } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { AuthenticationCentre } from '../../../src/host/index.ts';
import {
  emitProfilePackage,
  parseProfilePackage,
  type ProfileElement,
} from '../../../src/wire/saip/index.ts';
import { LoadingCard } from '../../support/loaded-profile.ts';
import { expanded } from '../../support/profile-packages.ts';
import { NO_PUBLISHED_PACKAGES, PUBLISHED_PACKAGES } from '../../support/published-packages.ts';

const USIM = 'A0000000871002FF49FF0589';
const ISIM = 'A0000000871004FF49FF0589';
const MNO_SD = 'A000000151000000';

test(
  'every published package is read, and written with the same bytes [SAIP §8.1]',
  { skip: NO_PUBLISHED_PACKAGES },
  () => {
    for (const { name, bytes: source } of PUBLISHED_PACKAGES) {
      const elements = parseProfilePackage(source);
      assert.ok(!isWireError(elements), `${name}: ${JSON.stringify(elements)}`);
      assert.equal(hex(emitProfilePackage(elements)), hex(source), name);
      assert.ok(
        elements.every(({ kind }) => kind !== 'unknown'),
        name,
      );
    }
  },
);

test(
  'every published package creates what it says, without a warning [SAIP §8.10]',
  { skip: NO_PUBLISHED_PACKAGES },
  () => {
    for (const { name, bytes: source } of PUBLISHED_PACKAGES) {
      const elements = parseProfilePackage(source);
      assert.ok(!isWireError(elements), name);
      const expansion = expanded(elements);
      assert.deepEqual(expansion.response(), { peStatus: [{ status: 0 }] }, name);
      const plan = expansion.plan();
      assert.deepEqual(
        plan?.applications.map(({ naa }) => naa),
        ['usim', 'csim', 'isim'],
        name,
      );
    }
  },
);

test(
  'a published package works: files, PINs, AUTHENTICATE of USIM and ISIM, SUCI [SAIP §8.1]',
  { skip: NO_PUBLISHED_PACKAGES },
  () => {
    for (const { name, bytes: source } of PUBLISHED_PACKAGES) {
      const card = new LoadingCard();
      const { profile, why } = card.load(source);
      assert.ok(profile, `${name}: ${why}`);
      card.enable(profile.iccid);
      const elements = parseProfilePackage(source);
      assert.ok(!isWireError(elements));
      readAll(card, profile.iccid, name);
      presentCodes(card, elements, name);
      authenticate(card, elements, name);
      if (/SUCI/.test(name)) assert.match(identity(card), /^A10D01.*9000$/, name);
      for (const aid of profile.applications) assert.equal(card.application(aid), '9000', name);
      assert.equal(card.application(MNO_SD), '9000', name);
    }
  },
);

/** As the terminal reads them: ICCID, EF.DIR, IMSI, service table, IMPI, and EFs by their path. */
function readAll(card: LoadingCard, iccid: string, name: string): void {
  assert.equal(card.select('3F00', '2FE2'), '9000', name);
  assert.match(card.send('00B000000A'), /^98.*9000$/, name);
  assert.equal(card.select('3F00', '2F00'), '9000', name);
  assert.match(card.send('00B2010400'), /^61.*9000$/, name);
  for (const { path, kind, recordLength, content } of card.profiles.files(iccid)) {
    const [root, ...fids] = path.split('/');
    if (kind === 'df' || kind === 'ber-tlv' || content === '') continue;
    assert.equal(root === '3F00' ? card.select('3F00') : card.application(root!), '9000', path);
    assert.match(
      card.send(`00A4090C${hex(bytes(2 * fids.length))}${fids.join('')}`),
      /^9000|6283$/,
    );
    const first = recordLength === 0 ? card.send('00B0000000') : card.send('00B2010400');
    // Some are for keys alone, or deactivated.
    const expected = content.slice(0, 2 * (recordLength || 256));
    assert.ok([`${expected}9000`, '6982', '6984'].includes(first), `${name} ${path} ${first}`);
  }
}

/** The PIN of each reference that the package defines: wrong, right, disabled and enabled. */
function presentCodes(card: LoadingCard, elements: readonly ProfileElement[], name: string): void {
  card.application(USIM);
  for (const { kind, value } of elements) {
    if (kind !== 'pinCodes' || value.pinCodes.kind !== 'pinconfig') continue;
    for (const { keyReference, pinValue, pinAttributes = 7 } of value.pinCodes.value) {
      const code = `${hex(bytes(keyReference))}08`;
      const right = hex(pinValue);
      const wrong = `${right.slice(0, 14)}30`.replace('3330', '3331');
      if ((pinAttributes & 1) === 0) {
        assert.equal(card.send(`002000${code}${right}`), '6984', `${name}: it is disabled`);
        assert.equal(card.send(`002800${code}${right}`), '9000', name);
      }
      assert.match(card.send(`002000${code}${wrong}`), /^63C/, `${name} PIN ${keyReference}`);
      assert.equal(card.send(`002000${code}${right}`), '9000', `${name} PIN ${keyReference}`);
    }
  }
  assert.equal(card.select('6F07'), '9000');
  assert.match(card.send('00B0000009'), /^08.*9000$/, 'EF.IMSI after its PIN');
}

/** The identifier that the USIM conceals, here by the null scheme. */
function identity(card: LoadingCard): string {
  card.application(USIM);
  return card.send('8078000100');
}

/** With the key of the package, by the test algorithm that all of them have. */
function authenticate(card: LoadingCard, elements: readonly ProfileElement[], name: string): void {
  const aka = elements.find(({ kind }) => kind === 'akaParameter');
  assert.ok(aka?.kind === 'akaParameter');
  const { kind, value } = aka.value.algoConfiguration;
  assert.ok(kind === 'algoParameter');
  const network = new AuthenticationCentre({
    crypto: pureCrypto,
    rng: randomStream(bytes(1), 'network'),
  });
  const imsi = '001010123456789';
  network.subscribe({ imsi, algorithm: { kind: 'xor', k: value.key, resLength: 16 } }, 0);
  for (const application of [USIM, ISIM]) {
    assert.equal(card.application(application), '9000', name);
    const { rand, autn, xres } = network.vector(imsi);
    const answer = card.send(`008800812210${hex(rand)}10${hex(autn)}`);
    assert.ok(answer.startsWith(`DB10${hex(xres)}10`), `${name} ${answer}`);
  }
}
