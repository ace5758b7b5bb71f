/** T=0 by bytes: a status word that is certain at the header follows it, and INS never does. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type DescriptionInput, presets } from '../../device/index.ts';
import { ATR, type RawClient, rawRig, type RawRig } from './raw-client.testing.ts';

let rig: RawRig | undefined;
afterEach(() => rig?.close());

const FIELD_ATR_LENGTH = 18;
const USIM_CARD_ATR_LENGTH = 18;
const SELECT_AM_SD = ['00A404000A', 'A000000151414D534401'];

async function fresh(): Promise<RawClient> {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  assert.equal(await client.read(15), ATR.t0);
  return client;
}

for (const [header, sw] of [
  ['A0F2000016', '6E00'],
  ['20B000000A', '6E00'],
  ['80F2000016', '6D00'],
  ['00FD000003', '6D00'],
  ['10FD000003', '6D00'],
  ['10CB3FFF05', '6D00'],
  ['0088000010', '6D00'],
  ['00CB3FFF05', '6D00'],
  ['01CA9F7F2D', '6881'],
  ['81F2000112', '6881'],
  ['C0CA9F7F2D', '6881'],
  ['80E2120003', '6A86'],
  ['00A4000002', '6A86'],
] as const) {
  test(`${header} in a fresh session is ${sw} at once [ISO7816-3 §10.3.3]`, async () => {
    const client = await fresh();
    await client.exchange(header, sw);
    await client.exchange('00A4040008', 'A4');
    await client.exchange('A000000151000000', '6119');
  });
}

for (const [header, sw] of [
  ['80F2800202', '6982'],
  ['84F0800F08', '6982'],
  ['8050770008', '6A88'],
  ['00CB123402', '6A88'],
  ['8482010010', '6985'],
] as const) {
  test(`${header} to a security domain of the eSE is ${sw} at once`, async () => {
    const client = await fresh();
    await client.exchange(SELECT_AM_SD[0]!, 'A4');
    await client.exchange(SELECT_AM_SD[1]!, '6114');
    await client.exchange(header, sw);
    await client.exchange('80CA006600', '6C27');
  });
}

/** In both classes of a card of the field, and with the EF of the IMSI, which no PIN updates. */
for (const [header, sw, why] of [
  ['00D6000002', '6986', 'no EF is current'],
  ['00DC010402', '6986', 'no EF is current'],
  ['00A2010402', '6986', 'no EF is current'],
  ['8032000001', '6986', 'no EF is current'],
  ['80DB008001', '6986', 'no EF is current'],
  ['80CB008001', '6986', 'no EF is current'],
  ['80CB000010', '6985', 'a further block brings no data, and none is due'],
  ['8078000160', '6985', 'no USIM is active; no data come'],
  ['0020000108', '6984', 'PIN1 is disabled'],
  ['0028000110', '6700', 'a PIN has 8 bytes'],
  ['8012010010', '6A86', 'P1 and P2 are 00'],
  ['8014000103', '6A86', 'P1 and P2 are 00'],
  ['80C2010003', '6A86', 'P1 and P2 are 00'],
  ['A0C2010003', '6B00', 'P1 and P2 are 00'],
  ['A0A4010002', '6B00', 'P1 and P2 are 00'],
  ['A0A4000003', '6700', 'an identifier has two bytes'],
  ['A0A2000403', '6B00', 'no such kind of SEEK'],
  ['A0A2000003', '9400', 'no EF is current'],
  ['A0D6000002', '9400', 'no EF is current'],
  ['A0DC010402', '9400', 'no EF is current'],
  ['A032000003', '9400', 'no EF is current'],
  ['A020000308', '6B00', 'there are two CHV'],
  ['A020000107', '6700', 'a CHV has 8 bytes'],
  ['A020000108', '9808', 'CHV1 is disabled'],
  ['A02C000110', '6B00', 'CHV1 is 00 here'],
  ['A004010000', '6B00', 'P1 and P2 are 00'],
  ['A088000110', '6B00', 'P1 and P2 are 00'],
  ['A088000010', '9408', 'DF_GSM is not current'],
] as const) {
  test(`${header} to the files of a UICC is ${sw} at once: ${why}`, async () => {
    rig = await rawRig('usim-card', ['t0']);
    const client = await rig.plug('t0');
    await client.read(USIM_CARD_ATR_LENGTH);
    await client.exchange(header, sw);
    await client.exchange('00A4000C02', 'A4');
    await client.exchange('2FE2', '9000');
    await client.exchange('00D600000A', '6982');
    await client.exchange('A0D600000A', '9804');
    await client.exchange('00B000000A', 'B0');
    assert.match(await client.read(12), /9000$/);
  });
}

/** Native applications of an eSE that T=0 reaches, by the names of their modules. */
const APPLICATIONS = {
  probe: 'A0000005595052424501',
  'nfc-tag': 'D2760000850101',
  'building-access': 'A000000559AC01',
  payment: 'A000000559BA01',
  'contactless-registry': 'A00000015143525300',
  'access-rules': 'A00000015141434C00',
} as const;

for (const [module, header, answer] of [
  ['probe', '800A000003', '6A88'],
  ['probe', '800B000003', '6700'],
  ['nfc-tag', '00A4000102', '6A86'],
  ['nfc-tag', '00D6000002', '6986'],
  ['nfc-tag', '00D6800002', '6A86'],
  ['nfc-tag', '00B1000105', '6A86'],
  ['nfc-tag', '00D7000005', '6986'],
  ['building-access', '0082000930', '6A86'],
  ['building-access', '0082000103', '6700'],
  ['payment', '0020000008', '6A86'],
  ['payment', '80A8000102', '6A86'],
  ['payment', '80AE010020', '6A86'],
  ['payment', '80AE800020', '6985'],
  ['payment', '0082000008', '6985'],
  ['contactless-registry', '80F2800002', '6A86'],
  ['contactless-registry', '80F2400102', '6985'],
  ['contactless-registry', '80F0030002', '6A86'],
  ['access-rules', '80E2900005', '6982'],
  ['access-rules', '80CA123405', '6A86'],
  // No data come with these: P3 is the length of the answer.
  ['access-rules', '80CAFF6010', '6A88'],
  ['access-rules', '80CAFF4003', 'CAFF40009000'],
] as const) {
  test(`${header} to the module ${module} is ${answer} at once`, async () => {
    const aid = APPLICATIONS[module];
    const applications = [{ name: module, aid, module }];
    const [telecom, ese] = presets.patent.containers;
    rig = await rawRig(
      {
        ...presets.patent,
        containers: [telecom, { ...ese, applications }],
        pairing: { rules: [{ link: '*', container: ese.id }] },
        aliases: [],
      } as DescriptionInput,
      ['t0'],
    );
    const client = await rig.plug('t0');
    await client.read(15);
    const length = (aid.length / 2).toString(16).padStart(2, '0');
    const select = async (): Promise<void> => {
      await client.exchange(`00A4040C${length}`, 'A4');
      await client.exchange(aid, '9000');
    };
    await select();
    await client.exchange(header, answer);
    await select();
  });
}

test('a block of T=1 without PPS is no command of T=0: refused at once, no byte requested', async () => {
  rig = await rawRig('field', ['t0']);
  const client = await rig.plug('t0');
  await client.read(FIELD_ATR_LENGTH);
  await client.exchange('00000400A4', '6D00');
  await client.exchange('00A4040C00', '9000');
});
