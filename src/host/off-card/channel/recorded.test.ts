/** The host's side against sessions that independent programs and cards have recorded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, concat, hex, HostError, Secret, unhex } from '../../../base/index.ts';
import { type CurveName, pureCrypto } from '../../../crypto/index.ts';
import { CardSession } from '../card-session.ts';
import { type HostConversation, manage } from '../conversation.ts';
import type { StaticKeys } from '../keys.ts';
import { authenticate, type Authentication } from './authenticate.ts';
import { agreeScp11, type Scp11Variant } from './scp11.ts';

/** A card that answers each command of a list, and only those, in their order. */
function play<T>(
  exchanges: readonly (readonly [string, string])[],
  draws: readonly string[],
  conversation: (session: CardSession) => HostConversation<T>,
): T {
  const left = [...exchanges];
  const numbers = draws.map((one) => unhex(one));
  const rng = { bytes: () => numbers.shift()! };
  const session = new CardSession({ crypto: pureCrypto, rng });
  const result = manage(conversation(session), {
    transmit(apdu) {
      const [command = '', answer = ''] = left.shift() ?? [];
      assert.equal(hex(apdu), command);
      return unhex(answer);
    },
  });
  assert.equal(left.length, 0, 'all of the session was played');
  return result;
}

function keySet(enc: string, mac: string, dek: string): StaticKeys {
  const [one, two, three] = [enc, mac, dek].map((key) => new Secret(unhex(key)));
  return { enc: one!, mac: two!, dek: three! };
}

function command(apdu: string): Parameters<CardSession['send']>[0] {
  const whole = unhex(apdu);
  const [cla, ins, p1, p2] = whole as unknown as [number, number, number, number];
  const data = whole.length > 5 ? whole.subarray(5, 5 + whole[4]!) : new Uint8Array(0);
  return { name: 'recorded', cla, ins, p1, p2, data };
}

const SCP02_KEYS = keySet(
  '100102030405060708090A0B0C0D0E0F',
  '101102030405060708090A0B0C0D0E0F',
  '102102030405060708090A0B0C0D0E0F',
);
const SCP02_BEGIN = [
  ['805020000840A62C37FA6304F800', '00000000000000000000700200016B4524ABEE7CF32EA3838BC148F39000'],
  ['8482010010BA6961667737C5BCEBECE14C7D6A437600', '9000'],
] as const;

test('SCP02 with option 15, recorded: a command of each case [GPCS §E.4.4]', () => {
  const commands = [
    ['80F22002', '84F220020814DB34FA4341DCA800'],
    ['80CA006600', '84CA00660855ED7C5FF069512B00'],
    ['80F220020A4F0212345C054F9F70C5', '84F22002124F0212345C054F9F70C58FC1B380C4228AF800'],
    ['80F28002024F0000', '84F280020A4F003B95F09317DE6A4E00'],
  ] as const;
  const wish: Authentication = {
    keys: SCP02_KEYS,
    keyVersion: 0x20,
    level: 1,
    protocol: 2,
    option: 0x15,
  };
  const exchanges = commands.map(([, wrapped]) => [wrapped, '9000'] as const);
  play([...SCP02_BEGIN, ...exchanges], ['40A62C37FA6304F8'], function* (session) {
    yield* authenticate(session, wish);
    for (const [plain] of commands) yield* session.send(command(plain));
  });
});

interface Scp03Recorded {
  readonly version: number;
  readonly level: number;
  readonly challenge: string;
  readonly answer: string;
  readonly authenticated: string;
  readonly getEid: string;
  readonly eid: string;
  readonly listed: string;
}

/** AES-128, AES-192 and AES-256, at levels 11, 03 and 33, with cards. */
const SCP03_RECORDED: readonly Scp03Recorded[] = [
  {
    version: 0x30,
    level: 0x11,
    challenge: 'B13E5F938FC108C4',
    answer: '000000000000000000003003703EB51047495B249F66C484C1D2EF1948000002',
    authenticated: '7D5F5826A993EBC89EEA24957FA0B3CE',
    getEid: '84E291000EBF3E035C015A558D036518A28297',
    eid: 'BF3E125A1089882119900000000000000000000005971BE68992DBBDFA',
    listed: '4F0212345C054F9F70C52249B50272656536',
  },
  {
    version: 0x30,
    level: 0x03,
    challenge: '8E1552D0513C60F3',
    answer: '0000000000000000000030037030760CD2C47C1DD395065FE5EAD8A9D7000001',
    authenticated: 'FD4721A14D9B07003C451D2F8AE6BB21',
    getEid: '84E2910018CA9C00F6713D79BC8BAA642BDFF51C3F6A4082D3BD9AD26C',
    eid: 'BF3E125A1089882119900000000000000000000005',
    listed: '4E2908BDB48B2315A55482E9E936CA122D6ECFAE7D17416E',
  },
  {
    version: 0x30,
    level: 0x33,
    challenge: 'FDF38259A1E0DE44',
    answer: '000000000000000000003003703B1ACA81E821F219081CDC01C26B372D000003',
    authenticated: '8C36F96BCC00724A4E13AD591D7DA3F0',
    getEid: '84E2910018267A85DFE4A98FCA6FB0527E0DFECCE4914E40401433C87F',
    eid: 'F3BA2B1013AA6224F5E1C138D71805C569E5439B47576260B75FC021B25097CB2E68F8A0144975B9',
    listed: '5F3DAFC3AC14C381536A488BF44E06D056DF9D74DBD21E5A',
  },
  {
    version: 0x31,
    level: 0x33,
    challenge: '9B3F2EEF0E8C9374',
    answer: '00000000000000000000310370F6BB305A15BAE1A68F79FB08212FBED7000002',
    authenticated: '9100BC22D58B45B86A26365CE39FF3CF',
    getEid: '84E29100188F7F946C84F70D17994BC6E8791251BB1BB1BF02CF8DE589',
    eid: 'C05176C1B6F72AAE50C32CBEE63B0E95998928FD4DFB2BE9F27FFDE8C8476F5909B4805CC4039599',
    listed: 'CC247F4761E6944277A4E0D6E32E44025B1E31537E2FC668',
  },
  {
    version: 0x32,
    level: 0x33,
    challenge: '97B2055FE58599FD',
    answer: '00000000000000000000320370A8439A22CEDF045FA9F1903B2834F26E000002',
    authenticated: '508A0FD959D2E547C6B33154A6BE2057',
    getEid: '84E29100187A5EF717EAF1E135AE92FE54429D0E465DECDA65F5FE5AEA',
    eid: 'EA90DBFA648A67C5EB6ABC57F8530B97D0CD5647C5E8732016B55203B078DD2ACE7F8BC5D1C1CD99',
    listed: '717222491556EC81A45F49CE48BE33320024801A1C4CB0E0',
  },
];

for (const one of SCP03_RECORDED) {
  const bits = 8 * (16 + 8 * (one.version - 0x30));
  const level = one.level.toString(16);
  test(`SCP03 with AES-${bits} at level ${level}, recorded [GPAmdD §6.2]`, () => {
    const length = 16 + 8 * (one.version - 0x30);
    const key = (first: number): string => {
      const half = Uint8Array.from({ length: 16 }, (_, at) => first + at);
      return hex(concat(half, half).subarray(0, length));
    };
    const keys = keySet(key(0), key(0x10), key(0x20));
    const wish: Authentication = { keys, keyVersion: one.version, level: one.level };
    const version = hex(Uint8Array.of(one.version));
    const exchanges = [
      [`8050${version}0008${one.challenge}00`, `${one.answer}9000`],
      [`8482${hex(Uint8Array.of(one.level))}0010${one.authenticated}00`, '9000'],
      [`${one.getEid}00`, `${one.eid}9000`],
    ] as const;
    const data = play(exchanges, [one.challenge], function* (session) {
      yield* authenticate(session, wish);
      return (yield* session.send(command('80E2910006BF3E035C015A00'))).data;
    });
    assert.equal(hex(data), 'BF3E125A1089882119900000000000000000000005');
  });
}

const OPENSCP_KEYS = [
  '1D72CD9283FD55162722C6BEAA4DC1877F4C0CD0ECC15E052AAC39A99AF9AD72',
  'F4932BA02FFC3098D172790099D2838236F2E61068D56F4401CC0374C25AF8CB',
  'B4BDC610C3F6793708FF1132E2C5BF60523AEAC06B32F204B851B6CC007C8D3C',
] as const;

test('SCP03 in mode S16, recorded [GPAmdD §5.1]', () => {
  const [enc, mac, dek] = OPENSCP_KEYS.map((key) => key.slice(0, 32)) as [string, string, string];
  const challenge = '06F85B77251BF79406F85B77251BF794';
  const answer =
    'A1A012430585513120853003710617A2C34D50B562F7DECFC3DBF58A649EF733B7486D813C92E4CA61' +
    'E5102F9100082A';
  const exchanges = [
    [`8050300010${challenge}00`, `${answer}9000`],
    ['84823300201C6A43582F842A90D81CA4E970754664D8C0C6C340E007C5C6EBCDF4F7C065BE00', '9000'],
    [
      '84F2200020EB30913C363A6C1309D13ADC765D9DF1C44F207C2941B898A290F627B05AE99000',
      '05717C3DED78C6BB7AEE55A68E66E0D7C90473C380A60755DD7B63ECF55FD0B4067612B43A0A05CD' +
        'A95E9122C91D8527A21681805C1A25AAA38994E15A6379DF66EE234701C673C32DAF5C54B11085C49000',
    ],
  ] as const;
  const wish: Authentication = {
    keys: keySet(enc, mac, dek),
    keyVersion: 0x30,
    level: 0x33,
    protocol: 3,
    option: 0x71,
  };
  const data = play(exchanges, [challenge], function* (session) {
    yield* authenticate(session, wish);
    return (yield* session.send(command('80F22000024F0000'))).data;
  });
  assert.match(hex(data), /^08A00000015141434C0100/);
});

interface Scp11Recorded {
  readonly name: string;
  readonly variant: Scp11Variant;
  readonly curve: CurveName;
  readonly host: string;
  readonly ephemeral: string;
  readonly point: string;
  readonly card: string;
  readonly keyLength: 16 | 24 | 32;
  readonly answer: string;
  readonly listed: string;
  readonly list: string;
  readonly s16?: boolean;
}

const P256 = {
  curve: 'p256',
  host: 'A5116B848D41BD93737F187ABC03886BF7A80422D150025109C6749F45BB9B6D',
  ephemeral: 'B69D2D4A2544B5938ED3C4F6319810837E4DBBEFF115BD9955607E8CDBBBACE5',
  point:
    '0470B0BD7863E90E32DA5401188354D1F41999442FDFDCBA7472B7F1E5DBBF8A32F92D9D4F9D55C60D' +
    '57D39BD6D7973306CEA55F7A86884096651A9CCAC8239C92',
  card:
    '044F92A07D168C309959EED99E288381DD192979CD452D8FBE1F163447979207C5E6CD1F4DD11609E210' +
    '0C033BBD723BE78B71477E64883EB41EC366713E44AF1E',
  keyLength: 16,
} as const;
const P256_ANSWER =
  '5F49410492CAFD79D7E39EA433611E9AAD9742D85B3BD06F3D6055D7CDE28FC44D0AB556BC0F94D2100D' +
  '87727FDFA2B49033C78F07A30AA8D5A6A505E59F99FCDFB252668610';

const SCP11_RECORDED: readonly Scp11Recorded[] = [
  {
    ...P256,
    name: 'SCP11a, AES-128 in mode S8',
    variant: 'a',
    answer: `${P256_ANSWER}0B63C42C2D5138936FF5894F10C1234F`,
    listed: 'E1EE3A92EF45551E8464A252F997230DC4E84F41BA692405',
    list:
      'DC8D7D92F77BB20F4AEA2C2EB70A7D93C5F0EA0F27D193679C3D1C970BED8F73C394C63A201C8D367A' +
      '9F0990146D1FF5CEC2E5F90F6956EF241D2CC899BA25B964FFFB799F4C4246',
  },
  {
    ...P256,
    name: 'SCP11a, AES-128 in mode S16',
    variant: 'a',
    s16: true,
    answer: `${P256_ANSWER}0B63C42C2D5138936FF5894F10C1234F`,
    listed: 'E1EE3A92EF45551E8464A252F997230D4C7BF9A271B036DD0423ACE5DE96B3CD',
    list:
      'DC8D7D92F77BB20F4AEA2C2EB70A7D93C5F0EA0F27D193679C3D1C970BED8F73C394C63A201C8D367A' +
      '9F0990146D1FF5CEC2E5F90F6956EF241D2CC899BA25B962B2B347CDB592E2E99EFBE5A4459D16',
  },
  {
    ...P256,
    name: 'SCP11a, AES-192',
    variant: 'a',
    keyLength: 24,
    answer: `${P256_ANSWER}B0E63B8049C68B76DF9BBCB2CCB52B3E`,
    listed: '475AA7DD97A201D9FEB49A4E58DB4FCBF8FC926530EDF1D9',
    list:
      '3E0FA453846188151C8DA4916B813220CC408E47FE14622CF7A2F274884139AC48CA59E78DBD86E481' +
      'F456A107AA3C8D6AE228565C5D39FB5163756ACA6C8FF2DD7FA5E704539130',
  },
  {
    ...P256,
    name: 'SCP11a, AES-256',
    variant: 'a',
    keyLength: 32,
    answer: `${P256_ANSWER}EC6FEDA834E69E76D7F5DFF8564DE6CB`,
    listed: 'C68231841D3CF95F1CB4B9AAB824CD479CC3D4806D163001',
    list:
      '6802F8FB3A900FE534BB52D49FBA259286055103E1DC2E78363C61F997A94B667F6F0F83FCA67C0945' +
      '282D561BD55F8FCC6BE216CE085C2F76D4FFAECC91CC95EC6AA9E8AC404B8D',
  },
  {
    ...P256,
    name: 'SCP11c',
    variant: 'c',
    answer: `5F4941${P256.card}86100B9394B90AEC0BC62F1F024E6D748ADD`,
    listed: 'D2AAA03B2F7B80150EEB1A62CE525FA9B98055B95E2E35A4',
    list:
      'A05ADFADAF85CD3E9FCBBC05597FFA61B6328C799934B35A92AA3ABC3B7596FD6E77F30C5A7D6758A2' +
      '636A26FF81C1A9643C189D834565C153D34A1901B1D706411CE2DC076B5177',
  },
];

for (const one of SCP11_RECORDED) {
  test(`${one.name}, recorded [GPAmdF §3.1.2]`, () => {
    const { variant, curve, keyLength, s16 = false } = one;
    const parameter = variant === 'c' ? '03' : '01';
    const id = variant === 'c' ? '15' : '11';
    const control = `A60D900211${parameter}95013C8001888101${hex(Uint8Array.of(keyLength))}`;
    const exchanges = [
      ['802A0310043002050000', '9000'],
      [`808203${id}53${control}5F4941${one.point}00`, `${one.answer}9000`],
      [`84F22000${hex(Uint8Array.of(one.listed.length / 2))}${one.listed}00`, `${one.list}9000`],
    ] as const;
    const data = play(exchanges, [scalarDraw(one.ephemeral)], function* (session) {
      yield* agreeScp11(session, {
        variant,
        curve,
        cardKey: unhex(one.card),
        keyVersion: 3,
        level: 0x33,
        keyLength,
        s16,
        identity: {
          key: unhex(one.host),
          certificates: [unhex('30020500')],
          authority: { version: 3, id: 0x10 },
        },
      });
      return (yield* session.send(command('80F22000024F0000'))).data;
    });
    assert.match(hex(data), /^08A00000015141434C0100/);
  });
}

/** What the stream has to give so that this private key is drawn. [FIPS186-5 §A.2.1] */
function scalarDraw(key: string): string {
  const value = BigInt(`0x${key}`) - 1n;
  return value
    .toString(16)
    .toUpperCase()
    .padStart(key.length + 16, '0');
}

test('a card that proves other keys is refused before the host proves its own', () => {
  const wish: Authentication = { keys: SCP02_KEYS, keyVersion: 0x20, level: 1 };
  const [begin, answer] = SCP02_BEGIN[0];
  const spoilt = flip(unhex(answer), 27);
  assert.throws(
    () =>
      play([[begin, hex(spoilt)]], ['40A62C37FA6304F8'], (session) => authenticate(session, wish)),
    (error) => error instanceof HostError && error.code === 'CARD_UNTRUSTED',
  );
});

function flip(source: Bytes, at: number): Bytes {
  const copy = Uint8Array.from(source);
  copy[at]! ^= 1;
  return copy;
}
