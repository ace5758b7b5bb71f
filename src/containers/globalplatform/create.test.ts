import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, settled } from '../../../tests/support/container-bench.ts';
import {
  AM_SD_AID,
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  PLAIN_SD_AID,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { hex, HostError, unhex } from '../../base/index.ts';
import { type Command, Refusal } from '../../os/abi/index.ts';
import { type GlobalPlatformConfig } from './index.ts';

test('the issuer security domain is the root and what an empty SELECT means [M-22]', () => {
  const list = cardOnBench().container.entities();
  assert.deepEqual(
    list.map(({ name, aid, root, issuer }) => [name, hex(aid), root, issuer]),
    [
      ['ISD', ISD_AID, true, true],
      ['AM SD', AM_SD_AID, false, false],
      ['plain SD', PLAIN_SD_AID, false, false],
    ],
  );
  assert.ok(list.every((one) => one.selectable && one.multiSelectable));
  assert.equal(new Set(list.map((one) => one.handle)).size, 3);
});

test('SELECT answers the file control information [GPCS §11.9.3.1] [M-22]', () => {
  const bench = cardOnBench();
  const isd = bench.select(bench.session(), bench.entity('ISD'));
  assert.equal(hex(isd.data), '6F108408A000000151000000A5049F6501FF');
  assert.equal(isd.sw, 0x9000);
  const am = bench.select(bench.session(), bench.entity('AM SD'));
  assert.equal(hex(am.data), '6F12840AA000000151414D534401A5049F6501FF');
});

test('the file control information shows the name the caller used [M-45]', () => {
  const bench = cardOnBench({ isd: { aid: 'A000000003000000' } });
  const session = bench.session();
  const select = (name: string) =>
    hex(bench.select(session, bench.entity('ISD'), unhex(name)).data);
  assert.equal(select('A000000151000000'), '6F108408A000000151000000A5049F6501FF');
  assert.equal(select('A000000003000000'), '6F108408A000000003000000A5049F6501FF');
  assert.equal(select('A00000000300'), '6F0E8406A00000000300A5049F6501FF');
});

test('a container need not hold the profile of the host device’s issuer [M-25]', () => {
  const bench = cardOnBench({
    isd: { aid: 'A0000000999901' },
    securityDomains: [
      {
        name: 'building',
        aid: 'A000000099990201',
        privileges: '800000',
        lifeCycle: 'PERSONALIZED',
        data: { DF20: '446F6F72' },
      },
    ],
  });
  const client = new Client(bench, { entity: 'building' });
  assert.equal(hex(client.raw('80CADF2000').data), 'DF2004446F6F72');
  assert.equal(bench.entity('ISD').root, true);
});

test('a session is on the issuer security domain, on every channel, or on who resets the card', () => {
  const { container, session } = {
    container: cardOnBench().container,
    session: new Bench().session(7),
  };
  assert.equal(container.implicit(session)?.name, 'ISD');
  const [am, plain] = CONFIG.securityDomains;
  const bench = cardOnBench({ securityDomains: [am!, { ...plain!, privileges: '840000' }] });
  assert.equal(bench.container.implicit(session)?.name, 'plain SD');
  const client = new Client(bench).open();
  assert.match(
    hex(client.send('80F28002', '4F00').data),
    /C5039AFE80/,
    'the issuer has it no more',
  );
  client.send('80F04080', PLAIN_SD_AID, 'none');
  assert.equal(bench.container.implicit(session)?.name, 'ISD', 'who is locked is not selected');
});

test('commands that security domains do not have are 6D00, in a wrong class 6E00, without a session 6985', () => {
  const client = new Client(cardOnBench());
  const expected = [
    ['80FE0000', 0x6d00],
    ['00B0000000', 0x6d00],
    ['807A0001', 0x6985],
    ['8078000300', 0x6985],
    ['80A40400', 0x6e00],
    ['00F00000', 0x6e00],
    ['00A40000023F0000', 0x6a86],
    ['00A4040005010203040500', 0x6a82],
  ] as const;
  for (const [apdu, sw] of expected) assert.equal(client.raw(apdu).sw, sw, apdu);
});

test('session commands of a UICC are 6D00 [TS102221 §11.2]', () => {
  const bench = cardOnBench();
  const run = (cla: number, ins: number) => {
    const command: Command = {
      session: bench.session(),
      cla,
      ins,
      p1: 0,
      p2: 0,
      header: Uint8Array.of(cla, ins, 0, 0),
      data: unhex('A9088100820101830107'),
      le: 256,
      extended: false,
      at: 0,
      selecting: undefined,
      charge: () => {},
    };
    try {
      bench.container.processSession(command, undefined);
    } catch (error) {
      return error instanceof Refusal ? error.sw : undefined;
    }
    return 0x9000;
  };
  for (const ins of [0x10, 0x12, 0x14, 0xc2, 0xaa, 0x76, 0x7c])
    assert.equal(run(0x80, ins), 0x6d00);
});

test('T=0: a header says what P3 announces, or what is certain already [ISO7816-3 §10.3.2]', () => {
  const bench = cardOnBench();
  const client = new Client(bench);
  const known = (header: string) =>
    settled(() => bench.container.header(bench.entity('ISD'), unhex(header), client.session));
  const expected = [
    ['in', ['8050000008', '00CB3FFF03', '80CA2F0002']],
    [0x6985, ['8482010010']],
    ['out', ['80CA9F7F2D', '00CA004200', '81CA006600', 'C0CA006600']],
    [0x6982, ['80F2800202', '80F0807F00', '84CA006608', '84F2800210', '80F280FF02']],
    [0x6882, ['88CA006608', '0CCA006608']],
    [0x6a88, ['80CA123410', '00CB000003']],
    [0x6d00, ['80FA000000', '00B0000000']],
    [0x6e00, ['00F2800202', '80CB3FFF03']],
    [0x6a86, ['00A4000002']],
  ] as const;
  for (const [answer, headers] of expected) {
    for (const header of headers) assert.equal(known(header), answer, header);
  }
  client.open(0x01);
  for (const header of ['84F2800210', '84CA006608', 'E0CA006608', '84FA000010']) {
    assert.equal(known(header), 'in', `${header} in a session`);
  }
  assert.equal(known('80F2800202'), 0x6982, 'without its MAC');
  assert.equal(known('84F2800210'), 0x6982, 'in an aborted session');
  assert.equal(known('8050000008'), 'in', 'INITIALIZE UPDATE ends it');
});

test('privileges that exclude each other are refused at boot [GPCS §6.6.2]', () => {
  const [am, plain] = CONFIG.securityDomains;
  const boot =
    (...privileges: readonly string[]) =>
    () =>
      cardOnBench({
        securityDomains: privileges.map((each, index) => ({
          ...(index === 0 ? am! : plain!),
          privileges: each,
        })),
      });
  assert.throws(boot('004000'), HostError);
  assert.throws(boot('A04000'), HostError);
  assert.throws(boot('A02000'), HostError);
  assert.throws(boot('840000', '840000'), /Card Reset/);
  assert.throws(boot('800200', '800200'), /Final Application/);
  assert.doesNotThrow(boot('A00000', '800200'));
});

test('one version names one key set; versions are 1 to 127, FF for the initial set [GPCS §7.5.1]', () => {
  const boot = (...versions: number[]) => {
    const key = TEST_KEY;
    const keySets = versions.map((version) => ({
      type: 'AES' as const,
      version,
      enc: key,
      mac: key,
      dek: key,
    }));
    return () => cardOnBench({ keySets });
  };
  assert.throws(boot(0x30, 0x31, 0x30), /ISD: two keys have version 48 and identifier 1/);
  assert.throws(boot(0xff, 0xff), /version 255/);
  assert.throws(boot(0x80), /ISD: 128 is no key version/);
  const initial = new Client(boot(0xff)());
  initial.open(0x33);
  assert.equal(initial.message!.keyVersion, 0xff);
  new Client(boot(0x7f, 0xff)()).open(0x33, 0xff);
});

test('memory alone says what there is: the description is read at the first boot', () => {
  const before = cardOnBench();
  new Client(before).open(0x01).send('80F0400F', PLAIN_SD_AID);
  const key = '00'.repeat(16);
  const other: Partial<GlobalPlatformConfig> = {
    isd: { aid: 'A0000000039999' },
    securityDomains: [],
    keySets: [{ type: 'AES' as const, version: 1, enc: key, mac: key, dek: key }],
    secureChannels: [{ protocol: 'SCP03', i: '00' }],
    iin: '00',
  };
  const after = cardOnBench(other, { image: before.memory.image() });
  const names = (bench: Bench) => bench.container.entities().map((one) => [one.name, hex(one.aid)]);
  assert.deepEqual(names(after), names(before));
  const client = new Client(after).open(0x33);
  assert.equal(client.message!.option, 0x70);
  assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  assert.deepEqual(after.memory.commit(), [], 'a boot writes nothing');
});

test('two containers of one description and seed answer alike, byte for byte', () => {
  const script = ['80500000080102030405060708', '80CA00C100', '80CAFF2100', '80CA006700'];
  const run = () => {
    const client = new Client(cardOnBench());
    return script.map((apdu) => hex(client.raw(apdu).data));
  };
  assert.deepEqual(run(), run());
});

test('keys do not show in what the container hands out', () => {
  const bench = cardOnBench();
  new Client(bench).open(0x33);
  assert.ok(!JSON.stringify([bench.container.entities(), bench.notes]).includes(TEST_KEY));
});
