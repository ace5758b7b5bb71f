import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  at,
  body,
  Card,
  CI_KEY,
  der,
  EID,
  hexText,
  ISD_P1,
  ISD_P2,
} from '../../../tests/support/euicc-card.ts';

test('GetEID answers the EID [M-26]', () => {
  assert.equal(new Card().es10('BF3E035C015A'), `BF3E125A10${EID}9000`);
});

test('GetProfilesInfo returns both profiles, with the data of two operators [M-26] [M-27] [M-28]', () => {
  const infos = at(body(new Card().es10('BF2D00')), 'BF2D', 'A0')!.inside;
  assert.deepEqual(
    infos.map((one) => one.inside.map(({ tag, value }) => [tag, value])),
    [
      [
        ['5A', '980000000000000000F1'],
        ['4F', ISD_P1],
        ['9F70', '01'],
        ['90', hexText('first')],
        ['91', hexText('Operator One')],
        ['92', hexText('Contract')],
        ['95', '02'],
      ],
      [
        ['5A', '98000000000000000032'],
        ['4F', ISD_P2],
        ['9F70', '00'],
        ['91', hexText('Operator Two')],
        ['92', hexText('Prepaid')],
        ['95', '02'],
      ],
    ],
  );
});

test('GetProfilesInfo applies tag list and search, and ignores unknown tags', () => {
  const card = new Card();
  const owner = body(card.es10('BF2D19A0124F10A0000005591010FFFFFFFF89000011005C03B7BF76'));
  assert.equal(owner, 'BF2D0FA00DE30BB70980031300628102BA01');
  assert.equal(card.es10('BF2D05A003950100'), 'BF2D02A0009000');
  const operational = body(card.es10('BF2D08A0039501025C0190'));
  assert.equal(at(operational, 'BF2D', 'A0')?.inside.length, 2);
});

test('GetProfilesInfo answers incorrect input values for criteria it cannot read', () => {
  assert.equal(new Card().es10('BF2D05A003950109'), 'BF2D038101019000');
  assert.equal(new Card().es10('BF2D035C019F'), 'BF2D038101019000');
});

for (const [version, svn] of [
  ['2.0', '020000'],
  ['2.1', '020100'],
  ['2.2', '020200'],
  ['2.5', '020500'],
] as const) {
  test(`an eUICC described as ${version} says so in FCI and both EUICCInfo [M-80] [M-81]`, () => {
    const card = new Card({ version });
    assert.equal(at(body(card.select('ISD-R')), '6F', 'E0', '82')?.value, svn);
    assert.equal(card.es10('BF2000'), `BF20358203${svn}A9160414${CI_KEY}AA160414${CI_KEY}9000`);
    assert.equal(at(body(card.es10('BF2200')), 'BF22', '82')?.value, svn);
  });
}

test('EUICCInfo2 has its mandatory elements in order, and reports real memory', () => {
  const card = new Card();
  const info = at(body(card.es10('BF2200')), 'BF22')!;
  assert.deepEqual(
    info.inside.map((one) => one.tag),
    ['81', '82', '83', '84', '85', '86', '87', '88', 'A9', 'AA', '99', '04', '0C'],
  );
  const resource = der(at(body(card.es10('BF2200')), 'BF22', '84')!.value);
  assert.deepEqual(
    resource.map((one) => one.tag),
    ['81', '82', '83'],
  );
  assert.equal(Number.parseInt(resource[0]!.value, 16), 2);
  assert.equal(Number.parseInt(resource[1]!.value, 16), card.bench.services.nvm.free);
});

test('GetEUICCChallenge gives 16 fresh bytes', () => {
  const card = new Card();
  const first = card.es10('BF2E00');
  assert.match(first, /^BF2E128010[0-9A-F]{32}9000$/);
  assert.notEqual(card.es10('BF2E00'), first);
});

test('an ICCID of 9 bytes is of no profile: not found, in every function [SGP22 §5.7.16]', () => {
  const card = new Card();
  const iccid = '5A09980000000000000000';
  assert.equal(card.es10(`BF3110A00B${iccid}810100`), 'BF31038001019000');
  assert.equal(card.es10(`BF3210A00B${iccid}810100`), 'BF32038001019000');
  assert.equal(card.es10(`BF290D${iccid}9000`), 'BF29038001019000');
  assert.equal(card.es10(`BF2D0DA00B${iccid}`), 'BF2D02A0009000');
  assert.deepEqual(card.names.slice(2), ['ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
});

test('SetNickname, up to removing it; an unknown ICCID is reported', () => {
  const card = new Card();
  const nickname = () =>
    at(body(card.es10('BF2D11A00C5A0A980000000000000000F15C0190')), 'BF2D', 'A0', 'E3')!.inside;
  assert.equal(card.es10('BF29115A0A980000000000000000F190036E6577'), 'BF29038001009000');
  assert.deepEqual(
    nickname().map((one) => one.value),
    [hexText('new')],
  );
  assert.equal(card.es10('BF290E5A0A980000000000000000F19000'), 'BF29038001009000');
  assert.deepEqual(nickname(), []);
  assert.equal(card.es10('BF29115A0A990000000000000000F190036E6577'), 'BF29038001019000');
  const tooLong = `BF294F5A0A980000000000000000F19041${'41'.repeat(65)}`;
  assert.equal(card.es10(tooLong), '6A80');
  assert.deepEqual(nickname(), []);
});

test('default SM-DP+ address: absent, set, removed', () => {
  const card = new Card();
  const address = () => at(body(card.es10('BF3C00')), 'BF3C', '80')?.value;
  assert.equal(address(), undefined);
  assert.equal(card.es10('BF3F0C800A64702E6578616D706C65'), 'BF3F038001009000');
  assert.equal(address(), hexText('dp.example'));
  assert.equal(card.es10('BF3F028000'), 'BF3F038001009000');
  assert.equal(address(), undefined);
});

for (const [name, request, expected] of [
  ['ListNotification: none', 'BF2800', 'BF2802A0009000'],
  ['RetrieveNotificationsList: no result', 'BF2B00', 'BF2B038101019000'],
  ['RemoveNotificationFromList: nothing to delete', 'BF3003800101', 'BF30038001019000'],
  ['GetRAT: an empty table', 'BF4300', 'BF4302A0009000'],
  ['an unknown function: 6A88', 'BF7F00', '6A88'],
  ['a function that is not there: 6A88', 'BF3500', '6A88'],
  ['no object: 6A80', 'BF3E', '6A80'],
  ['an object and more: 6A80', 'BF200000', '6A80'],
  ['GetEID for another tag: 6A80', 'BF3E035C0142', '6A80'],
  ['EnableProfile without its flag: 6A80', 'BF310EA00C5A0A980000000000000000F1', '6A80'],
] as const) {
  test(name, () => {
    const card = new Card();
    assert.equal(card.es10(request), expected);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('a request in two blocks, which another SELECT between them ends', () => {
  const card = new Card();
  card.select('ISD-R');
  assert.equal(card.send('80E2110003BF3E03'), '9000');
  assert.equal(card.send('80E29101035C015A'), `BF3E125A10${EID}9000`);
  card.send('80E2110003BF3E03');
  card.select('ISD-R');
  assert.equal(card.send('80E29101035C015A'), '6A86');
});
