/**
 * Policy rules at the installation: who may set them, and that the profile is of its owner.
 * [SGP22 §2.9.2] [SGP22 §2.9.3.1] [SGP22 §5.5.3] [SGP22 §5.5.5]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, isWireError, nameOf, unhex } from '../../../src/base/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import {
  emitProfilePackage,
  type NamedFile,
  type ProfileElement,
} from '../../../src/wire/saip/index.ts';
import { changed, files } from '../../support/changed-packages.ts';
import { TestServer } from '../../support/download-server.ts';
import { testProfile } from '../../support/profile-packages.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
const { ppr1, ppr2 } = es10.PPR;
const UNKNOWN_RULE = 5;
const NETWORK = { mccMnc: unhex('00F110') };
const ANY_GROUP = { gid1: '', gid2: '' };

interface Wish {
  readonly owner?: es10.OperatorId | undefined;
  readonly policyRules: readonly number[];
  readonly elements?: readonly ProfileElement[];
}

/** A card whose table gives rules to operators. */
function ruledCard(rules: readonly string[], ...operators: readonly object[]): RspCard {
  const authorisationRules = [{ rules, operators, consentRequired: true }];
  return new RspCard({ config: { authorisationRules } as never });
}

/** `ok`, or the reason why the profile is not installed. */
function outcome(card: RspCard, { owner, policyRules, elements = testProfile() }: Wish): string {
  const metadata = { owner, policyRules };
  const server = new TestServer(BRANCH);
  const { finalResult } = card.download(server, { metadata }, emitProfilePackage(elements));
  if (!('reason' in finalResult)) return 'ok';
  assert.deepEqual(card.profiles(), [], 'nothing is left of it');
  return nameOf(es10.INSTALL_ERROR, finalResult.reason)!;
}

/** A file whose size the template gives. */
const filled = (name: string, content: Bytes): NamedFile => ({
  name,
  file: [{ kind: 'fillFileContent', value: content }],
});

const withGroup = (name: string, value: Bytes, from = testProfile()) =>
  changed('opt-usim', (element) => files(element, filled(name, value)), from);
const GROUPED = withGroup('ef-gid1', bytes(0x01));

test('operators may set the rules that the table gives them, and no others [SGP22 §2.9.2]', () => {
  const given = (): RspCard => ruledCard(['ppr2'], { mccMnc: '001EE', gid1: '' });
  const owner = { ...NETWORK, gid1: unhex('01') };
  const of = (changes: Partial<Wish>): string =>
    outcome(given(), { owner, policyRules: [ppr2], elements: GROUPED, ...changes });
  assert.equal(of({}), 'ok');
  assert.equal(of({ policyRules: [ppr1] }), 'pprNotAllowed');
  assert.equal(of({ owner: { ...owner, gid2: unhex('01') } }), 'pprNotAllowed');
  assert.equal(of({ owner: { mccMnc: unhex('62F210') } }), 'pprNotAllowed');
  assert.equal(of({ owner: undefined }), 'pprNotAllowed');
  const card = given();
  const rules = es10.parseGetRatResponse(card.call(es10.emitEmptyRequest('getRat')));
  assert.deepEqual(rules, [
    {
      policyRules: [ppr2],
      operators: [{ mccMnc: unhex('00F1EE'), gid1: unhex(''), gid2: undefined }],
      flags: [es10.CONSENT_REQUIRED],
    },
  ]);
  const info = es10.parseEuiccInfo2(card.call(es10.emitEmptyRequest('getEuiccInfo2')));
  assert.ok(!isWireError(info));
  assert.deepEqual(info.forbiddenPolicyRules, [ppr1]);
});

test('a rule that is not known is allowed to no operator [SGP22 §2.9.3.1]', () => {
  const card = ruledCard(['ppr1', 'ppr2'], { mccMnc: 'EEEEEE', ...ANY_GROUP });
  const policyRules = [ppr2, UNKNOWN_RULE];
  assert.equal(outcome(card, { owner: NETWORK, policyRules }), 'pprNotAllowed');
  assert.match(card.notes('bound-profile-package')[0]!, /PPR5 is not allowed to this operator/);
});

type Mismatch = readonly [what: string, wish: Omit<Wish, 'policyRules'>, why: RegExp];
const MISMATCHES: readonly Mismatch[] = [
  ['another network', { owner: { mccMnc: unhex('62F210') } }, /62F210 is not the network/],
  ['any network', { owner: { mccMnc: unhex('EEEEEE') } }, /EEEEEE is not the network/],
  ['a network of other digits', { owner: { mccMnc: unhex('001010') } }, /001010 is not the/],
  ['a group that is not there', { owner: { ...NETWORK, gid1: unhex('01') } }, /GID1/],
  ['no group where one is', { owner: NETWORK, elements: GROUPED }, /GID1/],
  ['another group', { owner: { ...NETWORK, gid1: unhex('02') }, elements: GROUPED }, /GID1/],
  ['another second group', { owner: { ...NETWORK, gid2: unhex('01') } }, /GID2/],
  ['no IMSI', { owner: NETWORK, elements: withoutImsi() }, /the package has none/],
];

function withoutImsi(): readonly ProfileElement[] {
  return changed('usim', (element) =>
    files(element, filled('ef-imsi', new Uint8Array(9).fill(0xff))),
  );
}

for (const [what, wish, why] of MISMATCHES) {
  test(`rules, and ${what}: the profile is of another owner [SGP22 §5.5.5]`, () => {
    const card = ruledCard(['ppr2'], { mccMnc: 'EEEEEE', ...ANY_GROUP });
    assert.equal(outcome(card, { ...wish, policyRules: [ppr2] }), 'installFailedDueToDataMismatch');
    assert.match(card.notes('bound-profile-package')[0]!, why);
  });
}

test('the identity of the owner is that of the package, with a group, filled up or not', () => {
  const card = (): RspCard => ruledCard(['ppr2'], { mccMnc: 'EEEEEE', ...ANY_GROUP });
  const policyRules = [ppr2];
  const longer = withGroup('ef-gid2', unhex('02FFFF'), GROUPED);
  const owner = { ...NETWORK, gid1: unhex('01'), gid2: unhex('02') };
  assert.equal(outcome(card(), { owner, policyRules, elements: longer }), 'ok');
  const three = { mccMnc: unhex('001110') };
  const other = testProfile({ imsi: '001011234567890', mncLength: 3 });
  assert.equal(outcome(card(), { owner: three, policyRules, elements: other }), 'ok');
  assert.equal(outcome(card(), { owner: { mccMnc: unhex('62F210') }, policyRules: [] }), 'ok');
});
