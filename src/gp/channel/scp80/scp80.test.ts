import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../../tests/support/container-bench.ts';
import { cardOnBench } from '../../../../tests/support/globalplatform-card.ts';
import { PacketServer, type PacketWish } from '../../../../tests/support/secured-packet-host.ts';
import { hex, Secret, unhex } from '../../../base/index.ts';
import { pureCrypto } from '../../../crypto/index.ts';
import { RESPONSE_STATUS } from '../../../wire/secured-packet/index.ts';
import { emitCardCapabilities } from '../../domain/card-capability-information.ts';
import { aesKeys, desKeys } from '../../domain/key.ts';
import { KeyStore } from '../../domain/key-store.ts';
import { STANDARD_PERSONALITY } from '../../domain/personality.ts';
import { PROTOCOLS } from '../protocols.ts';
import { PacketReceiver, type PacketReceiverParts } from './packet-receiver.ts';
import { runRemoteCommands } from './remote-commands.ts';

const TAR = 'B00011';
/** The user data header of a short message that carries a response. */
const TRANSPORT = unhex('027100');
const DES = {
  kic: '300102030405060708090A0B0C0D0E0F',
  kid: '301102030405060708090A0B0C0D0E0F',
};
const AES = {
  kic: '200102030405060708090A0B0C0D0E0F',
  kid: '201102030405060708090A0B0C0D0E0F',
};
const NO_MINIMUM = { counter: 'absent', ciphered: false, integrity: 'none' } as const;

/** Set 3 of DES keys and set 2 of AES keys, as the published packets have them. */
function receiver(wish: Partial<PacketReceiverParts> = {}) {
  const bench = new Bench();
  const keys = new KeyStore(bench.services.nvm);
  const set = (version: number, { kic, kid }: typeof DES) => {
    const [enc, mac] = [new Secret(unhex(kic)), new Secret(unhex(kid))];
    return { version, enc, mac, dek: enc };
  };
  keys.put([...desKeys(set(3, DES)), ...aesKeys(set(2, AES))]);
  const parts = {
    crypto: pureCrypto,
    note: bench.services.note,
    keys,
    attemptsMax: 255,
    minimum: NO_MINIMUM,
    recognizes: (tar: Uint8Array) => hex(tar) === TAR,
    ...wish,
  };
  return { bench, keys, card: new PacketReceiver(parts) };
}

const PUBLISHED = [
  [
    '00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F',
    '001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B',
  ],
  [
    '00201506093535B00011C49AC91AB8159BA5B83A54FB6385E0A5E31694F8B215FAFC',
    '001612B0001100000000000000B5BCD6353A421FAE016132',
  ],
  [
    '00201506013535B000113190BE334900F52B025F3F7EDDFE868E96EBF310023B7769',
    '000E0AB0001100000000000000016132',
  ],
  [
    '00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058',
    '002412B00011EBC6B497E2CAD7AEDF36ACE0E3A29B38853F0FE9CCDE81913BE5702B73ABCE1F',
  ],
] as const;

for (const [command, answer] of PUBLISHED) {
  test(`a published packet is answered: ${command.slice(4, 20)} [TS102225 §5.1]`, () => {
    const received = receiver().card.receive(unhex(command))!;
    assert.equal(received.status, RESPONSE_STATUS.ok);
    assert.equal(hex(received.data), '00A40004023F00');
    const run = () => ({ data: new Uint8Array(0x32), sw: 0x9000 });
    const data = runRemoteCommands(received.data, run);
    assert.equal(hex(data), '016132');
    assert.equal(hex(received.proof(data, TRANSPORT)!), answer);
  });
}

const SERVERS = {
  des: { server: new PacketServer({ algorithm: 'des', ...bytesOf(DES) }), indicator: 0x35 },
  aes: { server: new PacketServer({ algorithm: 'aes', ...bytesOf(AES) }), indicator: 0x22 },
} as const;

function bytesOf({ kic, kid }: typeof DES) {
  return { kic: unhex(kic), kid: unhex(kid) };
}

function packet(name: 'des' | 'aes', wish: Partial<PacketWish> = {}): Uint8Array {
  const { server, indicator } = SERVERS[name];
  const common = { spi: '0A09', kic: indicator, kid: indicator, tar: TAR, data: '80CA004200' };
  return server.command({ ...common, ...wish });
}

for (const name of ['des', 'aes'] as const) {
  test(`${name}: every security of command and proof, over a loopback [TS102225 §5.2]`, () => {
    const { card } = receiver();
    let counter = 0;
    for (const first of ['00', '02', '04', '06', '12', '16']) {
      for (const second of ['00', '01', '09', '11', '19']) {
        const spi = first + second;
        const sent = packet(name, { spi, counter: ++counter });
        const received = card.receive(sent)!;
        assert.equal(received.status, RESPONSE_STATUS.ok, spi);
        const proof = received.proof(unhex('019000'), TRANSPORT);
        if (second === '00') assert.equal(proof, undefined);
        else {
          const read = SERVERS[name].server.proof(spi, proof!, TRANSPORT);
          assert.deepEqual(read, { status: 0, data: '019000' });
        }
      }
    }
  });

  test(`${name}: any byte that is changed is refused, and the data are not processed`, () => {
    const sent = packet(name, { spi: '0609' });
    const { card } = receiver();
    for (let place = 0; place < sent.length; place++) {
      const spoilt = Uint8Array.from(sent);
      spoilt[place]! ^= 0x01;
      const received = card.receive(spoilt);
      // SPI's second byte only selects the proof; it is under the checksum all the same.
      assert.notEqual(received?.status, RESPONSE_STATUS.ok, `byte ${place}`);
      assert.equal(received?.data.length ?? 0, 0);
      assert.equal(card.receive(sent.subarray(0, place)), undefined, `${place} bytes`);
    }
  });

  test(`${name}: a wrong checksum is 01, an unknown TAR 09, a key that is not there 06`, () => {
    const { card, bench } = receiver();
    const spoilt = Uint8Array.from(packet(name, { spi: '0209' }));
    spoilt[spoilt.length - 1]! ^= 1;
    const why = () => bench.notes.at(-1)!.at(-1);
    assert.equal(card.receive(spoilt)!.status, RESPONSE_STATUS.integrityFailed);
    assert.equal(why(), 'the checksum is wrong');
    const elsewhere = packet(name, { tar: 'B00012' });
    assert.equal(card.receive(elsewhere)!.status, RESPONSE_STATUS.tarUnknown);
    assert.equal(why(), 'no application has the TAR');
    const missing = packet(name, { kid: 0x55 });
    assert.equal(card.receive(missing)!.status, RESPONSE_STATUS.unidentifiedSecurityError);
    const foreign = packet(name, { kid: name === 'des' ? 0x25 : 0x32 });
    assert.equal(card.receive(foreign)!.status, RESPONSE_STATUS.unidentifiedSecurityError);
  });
}

test('counters: replayed 02, skipped 03, at the end 04; what is refused moves none', () => {
  const { card, keys } = receiver();
  const send = (spi: string, counter: number) =>
    card.receive(packet('des', { spi, counter }))!.status;
  const { ok, counterLow, counterHigh, counterBlocked } = RESPONSE_STATUS;
  assert.equal(send('1209', 5), ok);
  assert.equal(send('1209', 5), counterLow);
  assert.equal(send('1209', 4), counterLow);
  assert.equal(send('1A09', 7), counterHigh);
  assert.equal(send('1A09', 6), ok);
  assert.equal(send('0A09', 1), ok, 'a counter that is not checked');
  assert.equal(keys.packetCounter(3).get(), 6);
  const spoilt = Uint8Array.from(packet('des', { spi: '1209', counter: 9 }));
  spoilt[spoilt.length - 1]! ^= 1;
  assert.equal(card.receive(spoilt)!.status, RESPONSE_STATUS.integrityFailed);
  assert.equal(keys.packetCounter(3).get(), 6);
  assert.equal(send('1009', 0xffffffffff), ok, 'without a key');
  assert.equal(keys.packetCounter(3).get(), 6);
  assert.equal(send('1209', 0xffffffffff), ok);
  assert.equal(send('1209', 0xffffffffff), counterBlocked);
  keys.put(keys.version(3).map((one) => ({ ...one })));
  assert.equal(send('1209', 1), ok, 'new keys count from zero');
});

test('a counter is durable before the command runs', () => {
  const { card, bench } = receiver();
  bench.memory.commit();
  assert.equal(card.receive(packet('des', { spi: '1209', counter: 3 }))!.status, 0);
  const batches = bench.memory.rollback();
  assert.ok(batches.length > 0);
  assert.equal(new KeyStore(bench.services.nvm).packetCounter(3).get(), 3);
});

test('less than the minimum security is 0A, whatever it lacks', () => {
  const minimum = { counter: 'higher', ciphered: true, integrity: 'checksum' } as const;
  const { card } = receiver({ minimum });
  for (const spi of ['0009', '0209', '0409', '0609', '0E09', '1209', '1409']) {
    const status = card.receive(packet('des', { spi, counter: 1 }))!.status;
    assert.equal(status, RESPONSE_STATUS.insufficientSecurityLevel, spi);
  }
  assert.equal(card.receive(packet('des', { spi: '1609', counter: 1 }))!.status, 0);
});

test('failed checksums block the key set at the limit [GPCS §7.5.1]', () => {
  const { card } = receiver({ attemptsMax: 2 });
  const spoilt = Uint8Array.from(packet('aes'));
  spoilt[spoilt.length - 1]! ^= 1;
  assert.equal(card.receive(spoilt)!.status, RESPONSE_STATUS.integrityFailed);
  assert.equal(card.receive(packet('aes'))!.status, 0);
  for (let count = 0; count < 2; count++) card.receive(spoilt);
  assert.equal(card.receive(packet('aes'))!.status, RESPONSE_STATUS.unidentifiedSecurityError);
  assert.equal(card.receive(packet('des'))!.status, 0);
});

test('redundancy checks of 16 and 32 bits, after their check values [TS102225 §5.1.3.2]', () => {
  const { card } = receiver();
  const clear = (chl: number, kid: string) => `${hex(Uint8Array.of(chl))}010100${kid}${TAR}`;
  for (const [chl, kid, length] of [
    [0x0f, '01', 2],
    [0x11, '05', 4],
  ] as const) {
    const rest = `${clear(chl, kid)}000000000000${'00'.repeat(length)}AABB`;
    const size = (rest.length / 2).toString(16).padStart(4, '0');
    const received = card.receive(unhex(size + rest))!;
    assert.equal(received.status, RESPONSE_STATUS.integrityFailed);
  }
});

test('remote commands in compact format on a card [TS102226 §5.1]', () => {
  const bench = cardOnBench();
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  const run = (apdu: Uint8Array) => bench.send(session, apdu);
  const answer = (data: string) => hex(runRemoteCommands(unhex(data), run));
  assert.equal(answer('80CA004200'), '019000420442494E01', 'the last command may return data');
  const list = '80CA2F00025C00';
  assert.match(answer(list), /^0161/);
  assert.match(answer(`${list}00C0000000`), /^029000610A4F08A000000151000000/);
  assert.equal(answer(`80F0807F00${list}`), '016982', 'an error ends the run');
  assert.equal(answer('80CA0042'), '016700');
  assert.equal(answer('80CA2F00055C00'), '016700');
  assert.equal(answer(''), '006700');
});

test('remote commands in expanded format on a card [TS102226 §5.2]', () => {
  const bench = cardOnBench();
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  const run = (apdu: Uint8Array) => bench.send(session, apdu);
  const answer = (data: string) => hex(runRemoteCommands(unhex(data), run));
  const iin = '220580CA004200';
  const found = '2308420442494E019000';
  assert.equal(answer(`AA0E${iin}${iin}`), `AB17800102${found}${found}`);
  assert.equal(answer(`AE80${iin}0000`), `AF80800101${found}0000`);
  assert.equal(answer(`AA0E220580CA432100${iin}`), 'AB0780010123026A88', 'an error ends the run');
  assert.equal(answer('AA028300'), 'AB06800100900101');
  assert.equal(answer('AA03220180'), 'AB06800100900102');
  assert.equal(answer('AA052205'), 'AB03900102');
});

test('what is no command packet gets no answer', () => {
  const { card, bench } = receiver();
  for (const source of ['', '00', '0000', '000D00193535B000110000000000000000A4']) {
    assert.equal(card.receive(unhex(source)), undefined);
  }
  assert.equal(bench.notes.length, 4);
});

test('it is a row of the protocols, which no command begins [GPCS §10.7] [GPCS §H.4]', () => {
  const channels = [{ protocol: 0x80, option: 0 }];
  const capabilities = emitCardCapabilities({ channels, personality: STANDARD_PERSONALITY });
  assert.match(hex(capabilities), /^A009800180810100820107/);
  const row = PROTOCOLS.find(({ id }) => id === 0x80);
  assert.deepEqual([row?.name, row?.initiation], ['SCP80', []]);
});
