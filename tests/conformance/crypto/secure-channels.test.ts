/** Keys, cryptograms and MACs of secure channels, as independent implementations publish them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import {
  BSP_MAC_LENGTH,
  BSP_TAG,
  bspDecrypt,
  bspEncrypt,
  bspKeys,
  bspMac,
  cmac,
  decryptPacket,
  deriveScp03,
  encryptPacket,
  isBspMac,
  openBspSegment,
  packetChecksum,
  packetPadding,
  protectBspData,
  protectBspSegment,
  SCP03_DERIVATION as D,
  scp02CardChallenge,
  scp02CardCryptogram,
  scp02HostCryptogram,
  scp02Mac,
  scp02NextVector,
  scp02SessionKeys,
  scp11Keys,
  startBsp,
} from '../../../src/crypto/index.ts';
import { derive } from '../../support/scp03-host.ts';
import { testPorts } from './ports.ts';

const SCP02_KEYS = {
  enc: unhex('100102030405060708090A0B0C0D0E0F'),
  mac: unhex('101102030405060708090A0B0C0D0E0F'),
  dek: unhex('102102030405060708090A0B0C0D0E0F'),
};
const SCP02_CHALLENGES = {
  host: unhex('40A62C37FA6304F8'),
  sequence: unhex('0001'),
  card: unhex('6B4524ABEE7C'),
};

testPorts('SCP02: cryptograms and MACs of a recorded session [GPCS §E.4.2]', (port) => {
  const keys = scp02SessionKeys(port, SCP02_KEYS, SCP02_CHALLENGES.sequence);
  const card = scp02CardCryptogram(port, keys.enc, SCP02_CHALLENGES);
  assert.equal(hex(card), 'F32EA3838BC148F3');
  const host = scp02HostCryptogram(port, keys.enc, SCP02_CHALLENGES);
  assert.equal(hex(host), 'BA6961667737C5BC');
  const commands = [
    ['8482010010BA6961667737C5BC', 'EBECE14C7D6A4376'],
    ['84F2200208', '14DB34FA4341DCA8'],
    ['84CA006608', '55ED7C5FF069512B'],
    ['84F22002124F0212345C054F9F70C5', '8FC1B380C4228AF8'],
    ['84F280020A4F00', '3B95F09317DE6A4E'],
  ] as const;
  let iv: Uint8Array = new Uint8Array(8);
  for (const [command, expected] of commands) {
    const mac = scp02Mac(port, keys.mac, { iv, data: unhex(command) });
    assert.equal(hex(mac), expected);
    iv = scp02NextVector(port, keys.mac, mac);
  }
});

testPorts('SCP02: four different session keys, and another set for each count', (port) => {
  const all = ['0000', '0001'].flatMap((sequence) => {
    const { enc, mac, rmac, dek } = scp02SessionKeys(port, SCP02_KEYS, unhex(sequence));
    const challenge = scp02CardChallenge(port, mac, unhex('A000000151000000'));
    assert.equal(challenge.length, 6);
    return [enc, mac, rmac, dek, challenge].map(hex);
  });
  assert.equal(new Set(all).size, all.length);
});

const AES_KEYS = [
  ['000102030405060708090A0B0C0D0E0F', '101112131415161718191A1B1C1D1E1F'],
  [
    '000102030405060708090A0B0C0D0E0F0001020304050607',
    '101112131415161718191A1B1C1D1E1F1011121314151617',
  ],
  [
    '000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F',
    '101112131415161718191A1B1C1D1E1F101112131415161718191A1B1C1D1E1F',
  ],
] as const;

testPorts('SCP03: cryptograms of real cards, with keys of each length [GPAmdD §6.2.2]', (port) => {
  const sessions = [
    [0, 'B13E5F938FC108C4', '3EB51047495B249F', '66C484C1D2EF1948', '7D5F5826A993EBC8'],
    [1, '7396430B768B085B', '8CFC23522FFDBF1E', '5DF5542CAC8FD866', '2145ED30B146F5DB'],
    [2, '11666D57866C6F54', '53EA8847EFA7674E', '41498A4D66CF0DEE', '2F2AD190EFF2FAFC'],
  ] as const;
  for (const [which, host, card, cardCryptogram, hostCryptogram] of sessions) {
    const context = unhex(host + card);
    const mac = unhex(AES_KEYS[which][1]);
    const prf = cmac(port.aes(mac));
    const sMac = deriveScp03(prf, { constant: D.S_MAC, length: mac.length, context });
    const session = cmac(port.aes(sMac));
    const give = (constant: typeof D.CARD_CRYPTOGRAM | typeof D.HOST_CRYPTOGRAM) =>
      hex(deriveScp03(session, { constant, length: 8, context }));
    assert.equal(give(D.CARD_CRYPTOGRAM), cardCryptogram);
    assert.equal(give(D.HOST_CRYPTOGRAM), hostCryptogram);
  }
});

testPorts('SCP03 in mode S16: challenges and cryptograms of 16 bytes [GPAmdD §6.2.2]', (port) => {
  const context = unhex('00112233445566778899AABBCCDDEEFF'.repeat(2));
  const key = unhex(AES_KEYS[0][1]);
  for (const constant of [D.CARD_CRYPTOGRAM, D.HOST_CRYPTOGRAM, D.CARD_CHALLENGE]) {
    const ours = deriveScp03(cmac(port.aes(key)), { constant, length: 16, context });
    assert.equal(hex(ours), hex(derive(key, constant, context, 16)));
  }
});

/** The key derivation function of X9.63, from the platform alone. */
function kdf(secret: Uint8Array, info: Uint8Array, rounds: number): Buffer {
  const round = (_: unknown, i: number) =>
    createHash('sha256')
      .update(secret)
      .update(bytes(0, 0, 0, i + 1))
      .update(info)
      .digest();
  return Buffer.concat(Array.from({ length: rounds }, round));
}

testPorts('SCP11: receipt key and session keys in their order [GPAmdF §3.1.2]', (port) => {
  const ephemeralSecret = unhex('11'.repeat(32));
  const staticSecret = unhex('22'.repeat(32));
  const agreement = { ephemeralSecret, staticSecret, keyUsage: 0x3c, keyLength: 16 };
  const plain = scp11Keys(port.hash('sha256'), agreement);
  const secret = concat(ephemeralSecret, staticSecret);
  const expected = kdf(secret, unhex('3C8810'), 3);
  const { receipt, enc, mac, rmac, dek } = plain;
  assert.equal(hex(concat(receipt, enc, mac, rmac, dek)), hex(expected.subarray(0, 80)));
  const identifiers = { host: unhex('A1A2A3'), cardGroup: unhex('B1B2') };
  const named = scp11Keys(port.hash('sha256'), { ...agreement, identifiers });
  const other = kdf(secret, unhex('3C881003A1A2A302B1B2'), 3);
  assert.equal(hex(named.receipt), hex(other.subarray(0, 16)));
  assert.equal(hex(named.dek), hex(other.subarray(64, 80)));
});

const HOST_ID = unhex('80'.repeat(8));

testPorts('bound profile packages: keys of recorded sessions [SGP22 §2.6.4.2]', (port) => {
  const sessions = [
    {
      secret: '8902DCA391BBB22570FE60C176076246F568B1941265DFF1D729E63039658089',
      eid: '89049032123451234512345678901335',
      enc: 'D782D575B22A38334556A3D9A1E2AE6B',
      mac: 'A35ADDC192AE8F934E2932116C7E89E7',
      chaining: '734BC93DDB10C71C5AD13D420DC08B5B',
    },
    {
      secret: 'C9A993DD4879A8F7161F2085410EDD4F9652F1DF37BE097BA96BA2CA6BE528FE',
      eid: '89049032123451234512345678901235',
      enc: '472F5BFADD97F21D34F3CE9B51B92751',
      mac: '9EC07F5B36A13E12A991D66E294E6242',
      chaining: '406D507B448A699E7A36A38494DEBBDE',
    },
  ] as const;
  for (const { secret, eid, enc, mac, chaining } of sessions) {
    const keys = bspKeys(port, {
      secret: unhex(secret),
      keyType: 0x88,
      keyLength: 16,
      hostId: HOST_ID,
      eid: unhex(eid),
    });
    assert.deepEqual([keys.enc, keys.mac, keys.chaining].map(hex), [enc, mac, chaining]);
  }
});

testPorts('bound profile packages: segments as a server sent them [SGP22 §2.6.4.4]', (port) => {
  const keys = {
    enc: unhex('472F5BFADD97F21D34F3CE9B51B92751'),
    mac: unhex('9EC07F5B36A13E12A991D66E294E6242'),
    chaining: unhex('406D507B448A699E7A36A38494DEBBDE'),
  };
  const metadata =
    'BF252D5A0A98001032547698103214910947534D415F5445535492' +
    '1147534D415F544553545F50524F46494C45950100';
  const segments = [
    ['8718', 'BF2400', 'F6FE031E4B9CFE87C8E1E62F3FDE85C4', '9412D7722A6A2D89'],
    ['8838', undefined, metadata, '8A62CC9ADBB5CCBC'],
  ] as const;
  let { chaining } = keys;
  segments.forEach(([header, plain, data, expected], i) => {
    const place = { keys, chaining, number: i + 1 };
    if (plain !== undefined) {
      assert.equal(hex(bspEncrypt(port, place, unhex(plain))), data);
      assert.equal(hex(bspDecrypt(port, place, unhex(data))!), plain);
    }
    const mac = bspMac(port, place, { header: unhex(header), data: unhex(data) });
    assert.equal(hex(mac.subarray(0, BSP_MAC_LENGTH)), expected);
    assert.equal(isBspMac(mac, unhex(expected)), true);
    assert.equal(isBspMac(mac, unhex('00'.repeat(8))), false);
    chaining = mac;
  });
  const place = { keys, chaining, number: 3 };
  assert.equal(bspDecrypt(port, place, new Uint8Array(15)), undefined);
});

testPorts(
  'bound profile packages: whole segments, as a server sent them [SGP22 §2.5.3]',
  (port) => {
    const keys = {
      enc: unhex('472F5BFADD97F21D34F3CE9B51B92751'),
      mac: unhex('9EC07F5B36A13E12A991D66E294E6242'),
      chaining: unhex('406D507B448A699E7A36A38494DEBBDE'),
    };
    const key = '0102030405060708090A0B0C0D0E0F';
    const metadata =
      'BF252D5A0A98001032547698103214910947534D415F5445535492' +
      '1147534D415F544553545F50524F46494C45950100';
    const sent = [
      [BSP_TAG.command, 'BF2400', '8718F6FE031E4B9CFE87C8E1E62F3FDE85C49412D7722A6A2D89'],
      [BSP_TAG.metadata, metadata, `8838${metadata}8A62CC9ADBB5CCBC`],
      [
        BSP_TAG.command,
        `BF2636801000${key}811001${key}821002${key}`,
        '8748A14C800A001992351CD46AD2945654674369701D82B7B46567652BC8FBED234939FC57FBA7480155' +
          '25FD6C651E9D3D1330652D42A0CFAD950E912122AF4EC5362D3C0BC535729C40',
      ],
    ] as const;
    let server = startBsp(keys);
    let card = startBsp(keys);
    for (const [tag, data, expected] of sent) {
      const { segment, next } = protectBspSegment(port, server, { tag, data: unhex(data) });
      assert.equal(hex(segment), expected);
      const opened = openBspSegment(port, card, segment);
      assert.ok(typeof opened !== 'string');
      assert.deepEqual([opened.tag, hex(opened.data)], [tag, data]);
      [server, card] = [next, opened.next];
    }
  },
);

testPorts('bound profile packages: segments of 1020 bytes at most, and wrong ones', (port) => {
  const keys = { enc: new Uint8Array(16), mac: new Uint8Array(16), chaining: new Uint8Array(16) };
  const data = Uint8Array.from({ length: 2_100 }, (_, at) => at);
  for (const tag of [BSP_TAG.elements, BSP_TAG.metadata]) {
    const { segments, next } = protectBspData(port, startBsp(keys), { tag, data });
    assert.deepEqual(
      segments.map(({ length }) => length),
      tag === BSP_TAG.elements ? [1_020, 1_020, 106] : [1_020, 1_020, 94],
    );
    assert.equal(next.number, 4);
    let place = startBsp(keys);
    const pieces = segments.map((segment) => {
      for (const at of [4, segment.length - 9, segment.length - 1]) {
        const damaged = segment.slice();
        damaged[at]! ^= 1;
        assert.equal(openBspSegment(port, place, damaged), 'mac');
      }
      const opened = openBspSegment(port, place, segment);
      assert.ok(typeof opened !== 'string');
      place = opened.next;
      return opened.data;
    });
    assert.equal(hex(concat(...pieces)), hex(data));
    assert.equal(openBspSegment(port, startBsp(keys), segments[1]!), 'mac');
  }
  const place = startBsp(keys);
  for (const wrong of [
    '',
    '87',
    '8700',
    '8780',
    '8707000000000000FF',
    '8508',
    '88830000080000000000000000',
  ])
    assert.equal(openBspSegment(port, place, unhex(wrong)), 'form');
  const half = unhex('8717' + '00'.repeat(15));
  const mac = bspMac(port, place, { header: half.subarray(0, 2), data: half.subarray(2) });
  assert.equal(openBspSegment(port, place, concat(half, mac.subarray(0, 8))), 'padding');
});

testPorts(
  'secured packets: a published packet opens, with its checksum [TS102225 §5.1]',
  (port) => {
    const packets = [
      {
        algorithm: 'des-cbc',
        cipher: '300102030405060708090A0B0C0D0E0F',
        checksum: '301102030405060708090A0B0C0D0E0F',
        header: '00201506193535B00011',
        body: 'AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F',
      },
      {
        algorithm: 'aes',
        cipher: '200102030405060708090A0B0C0D0E0F',
        checksum: '201102030405060708090A0B0C0D0E0F',
        header: '00281506192222B00011',
        body: 'E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058',
      },
    ] as const;
    for (const { algorithm, cipher, checksum, header, body } of packets) {
      const key = { algorithm, key: unhex(cipher) };
      const open = decryptPacket(port, key, unhex(body))!;
      const padding = open[5]!;
      const [counter, mac, data] = [open.subarray(0, 6), open.subarray(6, 14), open.subarray(14)];
      assert.equal(hex(data).slice(0, 14), '00A40004023F00');
      assert.equal(padding, packetPadding(algorithm === 'aes' ? 16 : 8, open.length - padding));
      const signed = concat(unhex(header), counter, data);
      const own = packetChecksum(port, { algorithm, key: unhex(checksum) }, signed);
      assert.equal(hex(own), hex(mac));
      assert.equal(hex(encryptPacket(port, key, open.subarray(0, open.length - padding))), body);
      assert.equal(decryptPacket(port, key, unhex(body).subarray(1)), undefined);
    }
  },
);

testPorts('secured packets with single DES, in chains and block by block', (port) => {
  const key = unhex('0123456789ABCDEF');
  const data = unhex('00112233445566778899');
  for (const algorithm of ['des-cbc', 'des-ecb'] as const) {
    const encrypted = encryptPacket(port, { algorithm, key }, data);
    const open = decryptPacket(port, { algorithm, key }, encrypted)!;
    assert.equal(hex(open), '00112233445566778899000000000000');
  }
});
