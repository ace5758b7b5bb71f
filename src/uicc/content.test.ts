import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADM1, PIN1, UiccCard } from '../../tests/support/uicc-card.ts';
import type { LinkFacts } from '../base/index.ts';
import { BENCH_LINK } from '../../tests/support/container-bench.ts';

const OPEN_EF = '80F2000C00';

/** A card in DF 7F10 with PIN1 verified. */
function card(): UiccCard {
  const one = new UiccCard();
  assert.equal(one.verify('01', PIN1), '9000');
  one.select('7F10');
  assert.equal(one.send(OPEN_EF), '9000');
  return one;
}

test('READ and UPDATE BINARY: offsets, lengths, short identifiers [TS102221 §11.1.3]', () => {
  const one = card();
  one.select('6F51');
  assert.equal(one.send('00B0000008'), '01020304050607089000');
  assert.equal(one.send('00B0000302'), '04059000');
  assert.equal(one.send('00B0000300'), '04050607089000', 'all there are');
  assert.equal(one.send('00B0000306'), '04050607086282', 'fewer than Le');
  assert.equal(one.send('00B0000801'), '6B00');
  assert.equal(one.send('00D6000602AABB'), '9000');
  assert.equal(one.send('00D6000702AABB'), '6700');
  assert.equal(one.send('00D6000802AABB'), '6B00');
  assert.equal(one.send('00D60000'), '6700');
  assert.equal(one.send('00B08A0008'), '010203040506AABB9000');
  one.select('3F00');
  assert.equal(one.send('00B0820002'), '98009000');
  assert.equal(one.send('00B0000402'), '00009000', 'the EF of the short identifier is current');
  assert.equal(one.send('00B0830002'), '6A82');
  assert.equal(one.send('00B0800002'), '6A86');
  assert.equal(one.send('00B09F0002'), '6A86');
});

test('T=0 leaves a wrong Le to the kernel, without a warning [TS102221 §11.1.3]', () => {
  const link: LinkFacts = { ...BENCH_LINK, outgoing: 'get-response' };
  const one = new UiccCard();
  one.session = one.bench.session(0, link);
  one.select('2FE2');
  assert.equal(one.send('00B0000805'), '00109000');
});

test('READ RECORD: absolute, current, next, previous [TS102221 §11.1.5]', () => {
  const one = card();
  one.select('6F3A');
  const record = (number: number) => `0${number}`.repeat(20);
  for (let number = 1; number <= 5; number++) {
    assert.equal(one.send(`00DC0${number}0414${record(number)}`), '9000');
  }
  const read = (p1: string, p2: string) => one.send(`00B2${p1}${p2}14`).slice(0, 2);
  assert.equal(one.send('00B2000414'), '6A83', 'no record is current');
  assert.equal(read('00', '03'), '05', 'previous of nothing is the last');
  assert.equal(read('00', '04'), '05');
  assert.equal(one.send('00B2000214'), '6A83', 'the last has no next');
  assert.equal(read('00', '03'), '04');
  assert.equal(read('02', '04'), '02');
  assert.equal(read('00', '04'), '04', 'absolute mode leaves the pointer');
  one.select('6F3A');
  assert.equal(read('00', '02'), '01');
  assert.equal(one.send('00B2060414'), '6A83');
  assert.equal(one.send('00B2010410'), '6C14');
  assert.equal(one.send('00B2010400').length, 44);
  assert.equal(one.send('00B2010514'), '6A86');
  assert.equal(one.send('00B2010214'), '6A86');
  assert.equal(one.send('00DC010410' + '00'.repeat(16)), '6700');
});

test('a cyclic EF: the last record written is the first [TS102221 §8.2.2.3]', () => {
  const one = card();
  one.select('6F39');
  const read = (p1: string, p2: string) => one.send(`00B2${p1}${p2}03`);
  assert.equal(read('00', '04'), '0000059000');
  assert.equal(read('00', '03'), '0000019000', 'previous of the first is the last');
  assert.equal(read('00', '02'), '0000059000');
  assert.equal(one.send('00DC000303000007'), '9000');
  assert.deepEqual(
    ['01', '02', '03'].map((number) => read(number, '04')),
    ['0000079000', '0000059000', '0000039000'],
  );
  assert.equal(one.send('00DC010403000007'), '6981');
  assert.equal(one.send('00DC000203000007'), '6981');
});

test('INCREASE adds to the first record, up to the maximum [TS102221 §11.1.8]', () => {
  const one = card();
  one.select('6F39');
  assert.equal(one.send('8032000003000002'), '0000070000029000');
  assert.equal(one.send('803200000101'), '000008019000');
  assert.equal(one.send('00B2010403'), '0000089000');
  assert.equal(one.send('8032000003FFFFFF'), '9850');
  assert.equal(one.send('00B2010403'), '0000089000');
  assert.equal(one.send('803200000400000001'), '6700');
  assert.equal(one.send('80320000'), '6700');
  assert.equal(one.send('8032000103000002'), '6A86');
  assert.equal(one.send('8032200003000002'), '6A86');
  one.select('6F3A');
  assert.equal(one.send('8032000003000002'), '6981');
});

test('SEARCH RECORD: simple and enhanced [TS102221 §11.1.7]', () => {
  const one = card();
  one.select('6F3A');
  const texts = ['AABB', 'CCAABB', 'AA', 'CCCC', 'FFAABB'];
  texts.forEach((text, at) => one.send(`00DC0${at + 1}0414${text.padEnd(40, 'F')}`));
  const search = (p1: string, p2: string, data: string) =>
    one.send(`00A2${p1}${p2}${(data.length / 2).toString(16).padStart(2, '0')}${data}`);
  assert.equal(search('01', '04', 'AABB'), '0102059000');
  assert.equal(one.send('00B2000414').slice(0, 4), 'AABB', 'the first match is current');
  assert.equal(search('05', '05', 'AABB'), '0502019000');
  assert.equal(search('03', '04', 'CC'), '049000');
  assert.equal(search('01', '04', 'DD'), '6282');
  assert.equal(search('01', '06', '0400AABB'), '0102059000');
  assert.equal(search('01', '06', '0402AABB'), '6282');
  assert.equal(search('01', '06', '0CCCAABB'), '029000', 'behind the byte CC');
  one.select('6F3A');
  assert.equal(search('00', '06', '0600AA'), '010203059000', 'from the next, so the first');
  assert.equal(search('00', '06', '0600AA'), '0203059000');
  assert.equal(search('00', '06', '0700AA'), '019000');
  assert.equal(search('00', '04', 'AA'), '010203059000');
  assert.equal(search('06', '04', 'AA'), '6A83');
  assert.equal(search('01', '07', 'AA'), '6A86');
  assert.equal(search('01', '02', 'AA'), '6A86');
  assert.equal(search('01', '04', 'AA'.repeat(21)), '6700');
  assert.equal(search('01', '06', '0400'), '6700');
  assert.equal(search('01', '06', '1400AA'), '6A80');
  assert.equal(search('01', '06', '0414AA'), '6A80');
  one.select('6F51');
  assert.equal(search('01', '04', 'AA'), '6981');
});

test('RETRIEVE and SET DATA: objects in blocks [TS102221 §11.3]', () => {
  const one = card();
  one.select('6F50');
  assert.equal(one.send('80CB0080018000'), '6A88');
  assert.equal(one.send('80DB00800480020102'), '9000');
  assert.equal(one.send('80CB0080018000'), '800201029000');
  const value = '11'.repeat(60);
  assert.equal(one.send(`80DB00801485 3C${value.slice(0, 36)}`.replace(' ', '')), '63F1');
  assert.equal(one.send('80CB0000'), '6985', 'an object is on its way in');
  assert.equal(one.send(`80DB00002A${value.slice(36)}`), '9000');
  assert.equal(one.send('80CB008001851E'), `853C${value.slice(0, 56)}62F1`);
  assert.equal(one.send('80CB00001E'), `${value.slice(56, 116)}62F1`);
  assert.equal(one.send('80CB00401E'), `${value.slice(56, 116)}62F1`, 'once more');
  assert.equal(one.send('80CB0000'), `${value.slice(116)}9000`);
  assert.equal(one.send('80CB0000'), '6985');
  assert.equal(one.send('80CB0080015C00'), '5C0280859000', 'all tags');
  assert.equal(one.send('80DB00800180'), '9000', 'a tag alone deletes');
  assert.equal(one.send('80CB0080015C00'), '5C01859000');
  assert.equal(one.send('80DB00800180'), '6A88');
  assert.equal(one.send('80DB0080028600'), '9000', 'an empty object');
  assert.equal(one.send('80CB0080018600'), '86009000');
  assert.equal(one.send('80DB0080048402FFFF'), '9000');
});

test('a BER-TLV EF holds up to its maximum, and what is torn changes nothing', () => {
  const one = card();
  one.select('6F50');
  const put = (tag: string, length: number) => {
    const size = length.toString(16).padStart(2, '0');
    return one.send(`80DB0080${(length + 3).toString(16)}${tag}81${size}${'22'.repeat(length)}`);
  };
  assert.equal(put('81', 0x90), '9000');
  assert.equal(put('82', 0x90), '6A84');
  assert.equal(one.send('80DB0080048505AABB'), '63F1');
  one.select('6F51');
  one.select('6F50');
  assert.equal(one.send('80DB0000025566'), '6985', 'another file was selected between');
  assert.equal(one.send('80DB0080048501AABB'), '6A80');
  assert.equal(one.send('80DB0080020011'), '6A80');
  assert.equal(one.send('80DB008001' + '00'), '6A80');
  assert.equal(one.send('80DB01800480020102'), '6A86');
  assert.equal(one.send('80DB00400480020102'), '6A86');
  assert.equal(one.send('80CB00C0018000'), '6A86');
  assert.equal(one.send('80CB0080'), '6700');
  one.select('6F3A');
  assert.equal(one.send('80CB0080018000'), '6981');
  assert.equal(one.send('80CB0089015C00'), '5C01819000', 'by short identifier');
});

test('one command is one batch, and reading writes nothing [M-104]', () => {
  const one = card();
  one.select('6F39');
  one.send('00DC000303000007');
  assert.equal(one.bench.batches.length, 1);
  one.send('8032000003000002');
  assert.equal(one.bench.batches.length, 1);
  one.select('6F51');
  one.send('00B0000008');
  assert.deepEqual(one.bench.batches, []);
});

test('an EF that is not selected, or of another structure [TS102221 §10.2.1.5]', () => {
  const one = new UiccCard();
  for (const apdu of ['00B0000001', '00D6000001AA', '00B2010401', '00A2010401AA']) {
    assert.equal(one.send(apdu), '6986', apdu);
  }
  one.select('2F00');
  assert.equal(one.send('00B0000001'), '6981');
  assert.equal(one.send('00D6000001AA'), '6981');
  one.select('2FE2');
  assert.equal(one.send('00B2010401'), '6981');
  assert.equal(one.send('00B000000101'), '6700');
});

test('deactivated and terminated EFs keep their content [TS102221 §11.1.14]', () => {
  const one = card();
  assert.equal(one.verify('0A', ADM1), '9000');
  one.select('6F3A');
  assert.equal(one.send('00040000'), '9000');
  assert.equal(one.send('00B2010414'), '6984');
  assert.equal(one.send('00A4000C026F3A'), '6283');
  assert.equal(one.send('00040000'), '6985');
  assert.equal(one.send('00440000026F3A'), '9000');
  assert.equal(one.send('00B2010414').slice(-4), '9000');
  assert.equal(one.send('00E80000026F3A'), '9000');
  assert.equal(one.send('00A4000C026F3A'), '6285');
  assert.equal(one.send('00B2010414'), '6984');
  assert.equal(one.send('00440000'), '6984');
  assert.equal(one.send('00E60000026F3A'), '6981');
});
