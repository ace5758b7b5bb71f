import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../../tests/support/container-bench.ts';
import { hex, isWireError, Secret, unhex } from '../../../base/index.ts';
import { deriveScp03, pureCrypto, SCP03_DERIVATION } from '../../../crypto/index.ts';
import type { Command } from '../../../os/abi/index.ts';
import { parseCommandApdu } from '../../../wire/index.ts';
import { Scp03Channel } from './secure-messaging.ts';
import { deriveSessionKeys } from './session-keys.ts';

/**
 * Sessions at level 33 with longer keys and in mode S16, as an independent host published them
 * with its tests: GET STATUS of load files.
 */
const KEYS = {
  enc: '1D72CD9283FD55162722C6BEAA4DC1877F4C0CD0ECC15E052AAC39A99AF9AD72',
  mac: 'F4932BA02FFC3098D172790099D2838236F2E61068D56F4401CC0374C25AF8CB',
  dek: 'B4BDC610C3F6793708FF1132E2C5BF60523AEAC06B32F204B851B6CC007C8D3C',
};
const LOAD_FILES =
  '08A00000015141434C010010A0000002202003010101000000000006010010A000000220200301010100' +
  '0000000011010005A0000002480100';
const HOST_CHALLENGE = '06F85B77251BF794';

const SESSIONS = [
  {
    name: 'AES-128 in mode S16',
    keyLength: 16,
    size: 16,
    answer:
      'A1A012430585513120853003710617A2C34D50B562F7DECFC3DBF58A649EF733B7486D813C92E4CA' +
      '61E5102F9100082A',
    externalAuthenticate:
      '84823300201C6A43582F842A90D81CA4E970754664D8C0C6C340E007C5C6EBCDF4F7C065BE',
    exchange: [
      '84F2200020EB30913C363A6C1309D13ADC765D9DF1C44F207C2941B898A290F627B05AE990',
      LOAD_FILES,
      '05717C3DED78C6BB7AEE55A68E66E0D7C90473C380A60755DD7B63ECF55FD0B4067612B43A0A05CD' +
        'A95E9122C91D8527A21681805C1A25AAA38994E15A6379DF66EE234701C673C32DAF5C54B11085C4',
    ],
  },
  {
    name: 'AES-192 in mode S8',
    keyLength: 24,
    size: 8,
    answer: 'A1A012430585513120853003709CE033FA78E6B10D6E7C64F962A822A400082A',
    externalAuthenticate: '848233001063B6CEFAC0EC098333860788C65220BA',
    exchange: [
      '84F2200018D9EDCBCB7F69CB1EF0508E6EDE933A6D80091E7D99CB3E51',
      LOAD_FILES,
      '99077B167D43A4F313B59B63CC23EFD3B5158BDEF8F24D85E250570A4AAB81869A92307350267F0F' +
        'BC2278FA3D34D2FD5D2B4E8C0362C01D082C76A17B80AEA4BA5FB9D7DA3BB368',
    ],
  },
  {
    name: 'AES-192 in mode S16',
    keyLength: 24,
    size: 16,
    answer:
      'A1A012430585513120853003710617A2C34D50B562F7DECFC3DBF58A64A378671D41E7F6E3F5254C' +
      'A9D4C481A400082A',
    externalAuthenticate:
      '848233002099033B5BB5246C859B9748E497EDAE8D9EBB7BD196CE4E3EBFC92343D69478AB',
    exchange: [
      '84F220002032319E399171DAF20FD8E8ECD1CE462569B7D5645AAD98E537593EF48816DB4B',
      LOAD_FILES,
      'B6AB2FDB15B2D1A895B8329736C5AF47D4B6B6AECBB73E327A91D300D4BF0F36AD710F7FF5505481' +
        'F690EFE3561E1C5335EF510B018D56D21D5F1CA9557AC9E225D04413BAA39828273DBC4B00B0BF30',
    ],
  },
  {
    name: 'AES-256 in mode S8',
    keyLength: 32,
    size: 8,
    answer: 'A1A012430585513120853003709CE033FA78E6B10D8AFA7267CB63740E00082A',
    externalAuthenticate: '848233001050E003735F92228269A094FFC07429FD',
    exchange: [
      '84F2200018BD57D1382AE8F66F7EB5F5991B92D1399044157C7DFD2761',
      LOAD_FILES,
      '47D81041004B7E9208E3BEF1372E7CDE8CD995AEF207F138C80D45156F2D36F2B15BDC9C4D6FDB97' +
        '74344495CCC83AE7BA0B39C734BF9CEBD07204AA5A67DF2D7E663D55FC4944C0',
    ],
  },
  {
    name: 'AES-256 in mode S16',
    keyLength: 32,
    size: 16,
    answer:
      'A1A012430585513120853003710617A2C34D50B562F7DECFC3DBF58A6499D2966CF09C9201FDE834' +
      '3E93FB18B400082A',
    externalAuthenticate:
      '848233002071D1A091C5D24AF177B00E69B1A32B4E30A5168CF8C86B19730DF915EF82D8A7',
    exchange: [
      '84F2200020DD3036DC4C636717702732ABBA185633873A933310002B25E386CF10A4E6B130',
      LOAD_FILES,
      'A5E7309DCA3EFFA13D1AA03FE0D3E2BA8D04DF15A6A26989150F512ED453F5DFFB2A7E4EE4E2FFAC' +
        'EFC0945435BCAF3A914A9F7BD66B4F82635B7757AE82B54262489B3B58224F99E846E2A8061B1732',
    ],
  },
] as const;

for (const recorded of SESSIONS) {
  test(`a session recorded by an independent host verifies: ${recorded.name} [GPAmdD §6.2]`, () => {
    const { keyLength, size, answer, exchange } = recorded;
    const key = (text: string) => new Secret(unhex(text).slice(0, keyLength));
    const keySet = { version: 0x30, enc: key(KEYS.enc), mac: key(KEYS.mac), dek: key(KEYS.dek) };
    const sent = unhex(answer);
    const host = unhex(HOST_CHALLENGE.repeat(size / 8));
    const context = Uint8Array.from([...host, ...sent.subarray(13, 13 + size)]);
    const keys = deriveSessionKeys(pureCrypto, keySet, context);
    const cryptogram = deriveScp03(keys.mac, {
      constant: SCP03_DERIVATION.CARD_CRYPTOGRAM,
      length: size,
      context,
    });
    assert.equal(hex(cryptogram), hex(sent.subarray(13 + size, 13 + 2 * size)));
    const dek = pureCrypto.aes(keySet.dek.reveal());
    const option = sent[12]!;
    const channel = new Scp03Channel({ keys, dek, level: 0x33, domain: 1, option });
    assert.equal(channel.verifyFirst(commandOf(recorded.externalAuthenticate)), true);
    const [command, plainAnswer, protectedAnswer] = exchange;
    const plain = channel.verify(commandOf(command));
    assert.ok('data' in plain);
    const response = channel.protect({ data: unhex(plainAnswer), sw: 0x9000 });
    assert.equal(hex(response.data), protectedAnswer);
  });
}

function commandOf(apdu: string): Command {
  const parsed = parseCommandApdu(unhex(apdu));
  if (isWireError(parsed)) throw new Error('no command APDU');
  const session = new Bench().session();
  return {
    ...parsed,
    header: unhex(apdu).slice(0, 4),
    session,
    at: 0,
    selecting: undefined,
    charge: () => {},
  };
}
