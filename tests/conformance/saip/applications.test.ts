/** Applications of a package: load packages are kept, instances run where a runtime is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, unhex } from '../../../src/base/index.ts';
import { pureCrypto } from '../../../src/crypto/index.ts';
import {
  type Application,
  peStatusName,
  type ProfileElement,
} from '../../../src/wire/saip/index.ts';
import { added, changed, mandated, optionally } from '../../support/changed-packages.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';
import { PROBE_FILE, PROBE_INS, PROBE_MODULE, stubBlock } from '../../support/content-commands.ts';
import { Client } from '../../support/globalplatform-card.ts';
import { LoadingCard } from '../../support/loaded-profile.ts';
import { TEST_SUBSCRIPTION, testProfile } from '../../support/profile-packages.ts';
import { parseCapFile } from '../../../src/wire/cap/index.ts';
import { isWireError } from '../../../src/base/index.ts';

type Instance = NonNullable<Application['instanceList']>[number];
type Load = NonNullable<Application['loadBlock']>;

const { iccid: ICCID } = TEST_SUBSCRIPTION;
const AID = 'F0424946524F4E530199';
const GREETING = '80E2800003FF4142';

const LOAD: Load = { loadPackageAID: unhex(PROBE_FILE), loadBlockObject: stubBlock() };
const INSTANCE: Instance = {
  applicationLoadPackageAID: unhex(PROBE_FILE),
  classAID: unhex(PROBE_MODULE),
  instanceAID: unhex(AID),
  applicationPrivileges: bytes(0),
  applicationSpecificParametersC9: bytes(),
  processData: [unhex(GREETING)],
};

function withApplication(
  load: Partial<Load> = {},
  instance: Partial<Instance> | 'none' = {},
  header: typeof optionally = mandated,
): readonly ProfileElement[] {
  const loadBlock = { ...LOAD, ...load };
  const instanceList = instance === 'none' ? undefined : [{ ...INSTANCE, ...instance }];
  return added({ kind: 'application', value: { header, loadBlock, instanceList } });
}

const CAP = readCapFile('BenchShort_jc305');

function packageOf(block: Bytes) {
  const file = parseCapFile(block);
  assert.ok(!isWireError(file));
  return { aid: file.header.package.aid, applet: file.applets[0]!.aid };
}

test('an application of a package runs, with the data that it brings [SAIP §8.7]', () => {
  const card = new LoadingCard();
  const { profile, why } = card.load(withApplication());
  assert.equal(why, undefined);
  assert.equal(profile?.applications.at(-1), AID);
  card.enable(ICCID);
  assert.equal(card.application(AID), '9000');
  assert.equal(card.send('8009000000'), 'FF41429000', 'the data of its STORE DATA');
  assert.equal(card.send(`80${hex(bytes(PROBE_INS.STATES))}000000`), '0F079000');
  const client = new Client(card.bench, { entity: 'MNO-SD of Test profile' });
  client.open(1);
  assert.match(hex(client.send('80F24002', '4F00').data), new RegExp(`4F0A${AID}9F700107`));
  assert.match(hex(client.send('80F22002', '4F00').data), new RegExp(`4F09${PROBE_FILE}9F700101`));
  const after = new LoadingCard({ image: card.bench.memory.image() });
  assert.equal(after.application(AID), '9000', 'after a power cycle');
  after.disable(ICCID);
  assert.equal(after.application(AID), '6A82', 'it goes with its profile');
});

test('a load package without a runtime is kept, and its domain may delete it [SAIP §8.7]', () => {
  const { aid, applet } = packageOf(CAP);
  const load = { loadPackageAID: aid, loadBlockObject: CAP };
  const card = new LoadingCard();
  const { profile, why } = card.load(withApplication(load, 'none'));
  assert.ok(profile, why);
  card.enable(ICCID);
  const client = new Client(card.bench, { entity: 'MNO-SD of Test profile' });
  client.open(1);
  assert.match(
    hex(client.send('80F21002', '4F00').data),
    new RegExp(`${hex(aid)}.*${hex(applet)}`),
  );
  assert.equal(client.send('80E40000', `4F${hex(bytes(aid.length))}${hex(aid)}`).sw, 0x9000);
  const instance = { applicationLoadPackageAID: aid, classAID: applet };
  const statuses = (header: typeof optionally) => {
    const { response } = new LoadingCard().load(withApplication(load, instance, header));
    return response.peStatus.map(({ status, identification }) => [
      peStatusName(status),
      identification,
    ]);
  };
  const missing = ['runtime-not-supported', 200];
  assert.deepEqual(statuses(optionally), [missing, ['ok', undefined]]);
  assert.deepEqual(statuses(mandated), [missing]);
});

const SD = 'A000000151000000';

for (const [name, status, elements] of [
  ['a load file of another package', 'bad-values', withApplication({ loadPackageAID: unhex(AID) })],
  ['another hash', 'bad-values', withApplication({ hashValue: new Uint8Array(20) })],
  ['bytes that are no load file', 'bad-values', withApplication({ loadBlockObject: bytes(1) })],
  ['an unknown module', 'bad-values', withApplication({}, { classAID: unhex(AID) })],
  ['the AID of the domain', 'bad-values', withApplication({}, { instanceAID: unhex(SD) })],
  [
    'privileges of a domain',
    'bad-values',
    withApplication({}, { applicationPrivileges: bytes(0x80) }),
  ],
  [
    'two bytes of privileges',
    'bad-values',
    withApplication({}, { applicationPrivileges: bytes(0, 0) }),
  ],
  [
    'data that the application refuses',
    'bad-values',
    withApplication(
      {
        loadPackageAID: unhex('F0424946524F4E5303'),
        loadBlockObject: stubBlock({
          aid: 'F0424946524F4E5303',
          modules: ['F0424946524F4E530301'],
        }),
      },
      {
        applicationLoadPackageAID: unhex('F0424946524F4E5303'),
        classAID: unhex('F0424946524F4E530301'),
        processData: [unhex('80E2800002FFFF')],
      },
    ),
  ],
  [
    'a domain that is not there',
    'invalid-parameter',
    withApplication({}, { extraditeSecurityDomainAID: unhex(AID) }),
  ],
  [
    'more memory than there is',
    'not-enough-memory',
    withApplication(
      {},
      { systemSpecificParameters: { nonVolatileReservedMemory: unhex('7FFFFFFF') } },
    ),
  ],
] as const) {
  test(`an application with ${name} is ${status}, and leaves nothing [SAIP §8.10]`, () => {
    const card = new LoadingCard();
    const before = card.used;
    const { response, profile, why } = card.load(elements);
    assert.equal(profile, undefined);
    assert.deepEqual(
      response.peStatus.map((one) => [peStatusName(one.status), one.identification]),
      [[status, 200]],
      why,
    );
    assert.equal(card.used, before);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('the load package may have any hash that the card supports [GPCS §C.2]', () => {
  for (const name of ['sha1', 'sha256'] as const) {
    const hashValue = pureCrypto.hash(name).digest(LOAD.loadBlockObject);
    assert.ok(new LoadingCard().load(withApplication({ hashValue })).profile, name);
  }
});

test('a package may require the runtime that it does not use [SAIP §8.2.1]', () => {
  const requiring = changed('header', (value) => {
    const names = [...value.mandatoryServices.names, 'javacard'] as const;
    return { ...value, mandatoryServices: { names } };
  });
  const { profile, why } = new LoadingCard().load(requiring);
  assert.ok(profile, why);
  assert.deepEqual(
    profile.applications.length,
    testProfile().filter((one) => /^(u|i)sim$/.test(one.kind)).length,
  );
});
