/** Packages that an eUICC installs: files, PINs and domains of the profile, all or nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hex, unhex, xored } from '../../../src/base/index.ts';
import { Milenage, pureCrypto } from '../../../src/crypto/index.ts';
import { PackageReader } from '../../../src/rsp/package/index.ts';
import {
  emitProfilePackage,
  type FileElement,
  type ProfileElement,
} from '../../../src/wire/saip/index.ts';
import { added, changed, files, mandated } from '../../support/changed-packages.ts';
import { Client } from '../../support/globalplatform-card.ts';
import { LoadingCard } from '../../support/loaded-profile.ts';
import {
  expanded,
  FULL_SUPPORT,
  TEST_SUBSCRIPTION,
  testProfile,
} from '../../support/profile-packages.ts';

const { iccid: ICCID } = TEST_SUBSCRIPTION;
const USIM = 'A0000000871002FF49FF0589';
const ISIM = 'A0000000871004FF49FF0589';
const ADM = '3131313131313131';

function loaded(elements: readonly ProfileElement[] = testProfile()): LoadingCard {
  const card = new LoadingCard();
  const { response, why } = card.load(elements);
  assert.deepEqual(response.peStatus, [{ status: 0 }], why);
  card.enable(ICCID);
  return card;
}

test('an installed profile is listed, disabled, with its applications [SGP22 §2.5.3]', () => {
  const card = new LoadingCard();
  const { profile } = card.load(testProfile());
  assert.deepEqual(card.profiles.list(), [profile]);
  const { used, files, ...row } = profile!;
  assert.deepEqual(row, {
    name: 'Test profile',
    iccid: ICCID,
    isdP: 'A0000005591010FFFFFFFF8900001000',
    class: 'operational',
    state: 'disabled',
    applications: [USIM, ISIM],
  });
  assert.ok(files > 60 && used > 5_000, `${files} files, ${used} bytes`);
  assert.notEqual(card.send('00A4000C023F00'), '9000', 'without an enabled profile');
});

test('files of the enabled profile are read, and hold what the package says [SAIP §8.3]', () => {
  const card = loaded();
  assert.equal(card.select('3F00', '2FE2'), '9000');
  assert.equal(card.send('00B000000A'), '988812910900000000F59000');
  assert.equal(card.application(USIM), '9000');
  assert.equal(card.select('6F07'), '9000');
  assert.equal(card.send('00B0000009'), '0809101010325476989000');
  assert.equal(card.send('00B0870009'), '0809101010325476989000');
  assert.equal(card.application(ISIM), '9000');
  assert.equal(card.select('6F03'), '9000');
  assert.ok(card.send('00B0000000').includes(hex(new TextEncoder().encode('ims.mnc001.mcc001'))));
});

test('access rules and PINs are those of the package [SAIP §9.9] [SAIP §8.5.1]', () => {
  const card = loaded(testProfile({ pinEnabled: true, pin: '1234' }));
  card.application(USIM);
  card.select('6F07');
  assert.equal(card.send('00B0000009'), '6982');
  assert.equal(card.send('0020000108313233 3430FFFFFF'.replace(' ', '')), '63C2');
  assert.equal(card.send('002000010831323334FFFFFFFF'), '9000');
  assert.equal(card.send('00B0000009'), '0809101010325476989000');
  assert.equal(card.send('00D6000001FF'), '6982');
  assert.equal(card.send(`0020000A08${ADM}`), '9000');
  assert.equal(card.send('00D600000108'), '9000');
  assert.equal(card.send('00200081083232 3232FFFFFFFF'.replace(' ', '')), '9000');
});

test('the USIM authenticates with key and OPc of the package [SAIP §8.4.2] [TS31102 §7.1.2]', () => {
  const card = loaded();
  const { k, opc } = TEST_SUBSCRIPTION;
  const functions = new Milenage(pureCrypto, { k: unhex(k), opc: unhex(opc) });
  const rand = unhex('23553CBE9637A89D218AE64DAE47BF35');
  const numbers = { rand, sqn: unhex('000000000020'), amf: unhex('8000') };
  const { macA } = functions.mac(numbers);
  const { res, ak } = functions.keys(rand);
  const autn = concat(xored(numbers.sqn, ak), numbers.amf, macA);
  for (const aid of [USIM, ISIM]) {
    assert.equal(card.application(aid), '9000');
    const answer = card.send(`008800812210${hex(rand)}10${hex(autn)}00`);
    assert.match(answer, new RegExp(`^DB08${hex(res)}10`), aid);
    assert.match(card.send(`008800812210${hex(rand)}10${hex(autn)}00`), /^DC0E/, 'once');
  }
});

test('the domain of the operator is there under its name, with its keys [SAIP §8.6.2]', () => {
  const card = loaded();
  assert.equal(card.application('A000000151000000'), '9000');
  assert.match(card.send('80CA00E000'), /C004010188 ?10|C00401018810/);
});

test('the domain has the options of its parameters: mode S16 [SAIP §8.6.2] [GPAmdD §5.1]', () => {
  const card = loaded(
    changed('securityDomain', (value) => {
      const applicationSpecificParametersC9 = unhex('8102037181028000');
      return { ...value, instance: { ...value.instance, applicationSpecificParametersC9 } };
    }),
  );
  const client = new Client(card.bench, { entity: 'MNO-SD of Test profile', long: true });
  assert.equal(client.open(0x33).message!.option, 0x71);
  assert.match(hex(client.send('80F28002', '4F00').data), /^E3/);
});

test('a profile has several USIMs, each with files of its own [SAIP §8.2.1]', () => {
  const second = `${USIM.slice(0, -2)}8A`;
  const value = {
    fileID: unhex('7FD2'),
    dfName: unhex(second),
    pinStatusTemplateDO: unhex('010A'),
  };
  const usim = testProfile().find((one) => one.kind === 'usim')!.value as FileElement;
  const file = [{ kind: 'fileDescriptor', value } as const];
  const element = { ...files(usim, { name: 'adf-usim', file }), header: mandated };
  const card = loaded(added({ kind: 'usim', value: element }));
  for (const aid of [USIM, second]) {
    assert.equal(card.application(aid), '9000');
    assert.equal(card.select('6F07'), '9000');
    assert.equal(card.send('00B0000009'), '0809101010325476989000');
  }
});

for (const service of ['contactless', 'scp11ac', 'cave'] as const) {
  test(`a package that requires ${service} is refused [SAIP §8.2.1]`, () => {
    const source = changed('header', (value) => {
      const names = [...value.mandatoryServices.names, service];
      return { ...value, mandatoryServices: { names } };
    });
    const { profile, why } = new LoadingCard().load(source);
    assert.equal(profile, undefined);
    assert.equal(why, `mandatory service ${service}`);
  });
}

test('a second profile has a name of its own; one ICCID is installed once [SGP22 §2.4.4]', () => {
  const card = loaded();
  const again = card.load(testProfile());
  assert.deepEqual(
    again.response.peStatus.map(({ status }) => status),
    [3],
  );
  assert.match(again.why!, /ICCID/);
  const { profile } = card.load(testProfile({ iccid: '8988211990000000013' }));
  assert.equal(profile?.isdP, 'A0000005591010FFFFFFFF8900001100');
});

test('a profile that is deleted leaves no byte behind', () => {
  const card = new LoadingCard();
  const used: number[] = [];
  for (let round = 0; round < 3; round++) {
    card.load(testProfile());
    assert.throws(() => card.profiles.disable(ICCID), /disabled already/);
    card.enable(ICCID);
    assert.throws(() => card.profiles.remove(ICCID), /is enabled$/);
    card.disable(ICCID);
    card.remove(ICCID);
    used.push(card.used);
    assert.deepEqual(card.profiles.list(), []);
  }
  // The first round wrote which profile is enabled.
  assert.deepEqual(used, [used[0], used[0], used[0]]);
});

test('a package that does not fit leaves no byte behind, at any quota [SAIP §8.10]', () => {
  const whole = new LoadingCard();
  const before = whole.used;
  whole.load(testProfile());
  const needed = whole.used - before;
  for (let part = 1; part < 10; part++) {
    const quota = before + Math.floor((needed * part) / 10);
    const card = new LoadingCard({ quota });
    const { response, profile } = card.load(testProfile());
    assert.equal(profile, undefined);
    assert.deepEqual(
      response.peStatus.map(({ status }) => status),
      [4],
      `${part} tenths`,
    );
    assert.equal(card.used, before);
    assert.deepEqual(card.bench.batches, []);
  }
});

test('a profile is installed by one batch: a power cut leaves all of it or nothing', () => {
  const card = new LoadingCard();
  card.load(testProfile());
  assert.equal(card.bench.batches.length, 1);
  const after = new LoadingCard({ image: card.bench.memory.image() });
  assert.deepEqual(after.profiles.list(), card.profiles.list());
  after.enable(ICCID);
  assert.equal(after.select('3F00', '2FE2'), '9000');
});

test('a package is read in pieces of any length, to the same plan [SAIP §8.1.2]', () => {
  const source = emitProfilePackage(testProfile());
  for (const length of [1, 7, 100, 1_020]) {
    const reader = new PackageReader(FULL_SUPPORT);
    for (let at = 0; at < source.length; at += length) {
      assert.equal(reader.expansion.done, false);
      reader.take(source.subarray(at, at + length));
    }
    reader.finish();
    assert.deepEqual(reader.expansion.plan(), expanded(testProfile()).plan());
  }
});

test('a damaged package installs nothing, and names the element or the byte [SAIP §8.10]', () => {
  const card = new LoadingCard();
  const before = card.used;
  const source = emitProfilePackage(testProfile());
  for (const length of [0, 1, 2, 40, 1_000, source.length - 1]) {
    const { response, profile } = card.load(source.subarray(0, length));
    assert.equal(profile, undefined);
    assert.deepEqual(
      response.peStatus.map(({ status }) => status),
      [5],
      `${length} bytes`,
    );
  }
  assert.equal(card.used, before);
});
