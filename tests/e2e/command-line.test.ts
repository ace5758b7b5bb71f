/** Commands as people use them, each a process of its own. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type ECDH } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hex, unhex } from '../../src/base/index.ts';
import { certificate, ecdhOf, privateKeyOf } from '../support/scp11-host.ts';
import { bifrons, bifronsArgv, jsonLines } from './support/bifrons.ts';
import { answers, deviceFolder, ok, refused } from './support/device-folder.ts';
import { eventually, Running } from './support/processes.ts';

const SELECT_SHARED = '00A4040008A000000151000000';
const GET_EID = '80E2910006BF3E035C015A';
const GET_PROFILES = '80E2910003BF2D00';
const NICKNAME_TRAVEL = '80E2910017BF29145A0A980001020000000000F0900654726176656C';
const TRAVEL = '900654726176656C';
/** EXTERNAL AUTHENTICATE without a session to belong to. */
const STRAY_AUTHENTICATE = '848201001000112233445566778899AABBCCDDEEFF';

/** Every command works through the control socket of a running device, and without one. */
for (const running of [true, false]) {
  describe(
    running ? 'commands beside a running device' : 'commands that run the device themselves',
    () => {
      const { path, ask, up } = deviceFolder();
      let device: Running | undefined;

      test(running ? 'the device is up' : 'the device was up once', async () => {
        if (running) device = await up('--preset', 'patent');
        else await ok(ask('up', '--once', '--no-pcsc', '--preset', 'patent'));
        assert.equal(existsSync(join(path, 'control.sock')), running);
      });

      test('topology [M-01] [M-15]', async () => {
        const [topology] = jsonLines(await ok(ask('topology', '--json'))) as unknown as {
          device: string;
          links: { id: string; container: string; by: string }[];
          containers: { id: string; entities: { name: string; aid: string; root: boolean }[] }[];
        }[];
        assert.equal(topology?.device, 'patent');
        assert.deepEqual(
          topology?.links.map(({ id, container, by }) => [id, container, by]),
          [
            ['t0', 'C20', 'iso7816-3'],
            ['t1', 'C20', 'iso7816-3'],
            ['spi', 'C30', '*'],
            ['swp-a', 'C30', '*'],
            ['swp-b', 'C30', '*'],
            ['apdu-gate', 'C30', '*'],
          ],
        );
        const roots = topology?.containers.flatMap(({ id, entities }) =>
          entities.filter(({ root }) => root).map(({ aid }) => [id, aid]),
        );
        assert.deepEqual(roots, [
          ['C20', 'A000000152000000'],
          ['C30', 'A000000151000000'],
        ]);
        assert.match(await ok(ask('topology')), running ? /\(up, process \d+\)/ : /\(at rest\)/);
      });

      test('apdu, with the reason for each way [M-16] [M-54]', async () => {
        const rows = jsonLines(
          await ok(ask('apdu', '--json', '--why', '--link', 't0', SELECT_SHARED, GET_EID)),
        );
        assert.match(String(rows[0]?.['answer']), /^6F..8408A000000151000000.*9000$/);
        const whys = rows[0]?.['why'] as string[];
        assert.match(
          whys.at(-1) ?? '',
          /C20 \/ ISD-R \(really A000000152000000\): aliased: t0 is paired with C20/,
        );
        assert.match(String(rows[1]?.['answer']), /^BF3E125A1089049032[0-9A-F]{24}9000$/);
        const raw = answers(
          await ok(ask('apdu', '--json', '--raw', '--reset', '--link', 't0', SELECT_SHARED)),
        );
        assert.match(raw[0] ?? '', /^61..$/);
      });

      test('apdu with a transcript: exit code 1 when an expectation failed', async () => {
        const text = `> ${SELECT_SHARED}\n< 6F .. 8408A000000151000000 .. 9000\n`;
        const options = { input: text };
        const met = await bifrons(['apdu', '--link', 'spi', '--data', path], options);
        assert.equal(met.code, 0, met.stderr);
        const unmet = await bifrons(['apdu', '--link', 'spi', '--data', path], {
          input: text.replace('9000', '6A82'),
        });
        assert.equal(unmet.code, 1);
        assert.match(unmet.stderr, /expected 6F .*6A82, got 6F/);
      });

      test('apdu: usage 2, unknown link 3', async () => {
        assert.equal((await ask('apdu', '--link', 't0', '00A')).code, 2);
        const error = await refused(ask('apdu', '--json', '--link', 'nfc', SELECT_SHARED));
        assert.equal(error.code, 'LINK_UNKNOWN');
        assert.match(error.next, /t0, t1, spi/);
      });

      test('pairing: list, set, and what is refused changes nothing [M-03] [M-04] [M-53]', async () => {
        const before = await ok(ask('pairing', 'list', '--json'));
        const unassigned = await refused(ask('pairing', 'set', 't0=C20', '--json'));
        assert.equal(unassigned.code, 'PAIRING_UNASSIGNED');
        const twice = await refused(ask('pairing', 'set', '*=C20', '*=C30', '--json'));
        assert.equal(twice.code, 'PAIRING_AMBIGUOUS');
        assert.equal(await ok(ask('pairing', 'list', '--json')), before);
        await ok(ask('pairing', 'set', 't0=C30', '*=C20'));
        const [fci, cardData] = answers(
          await ok(ask('apdu', '--json', '--link', 't0', SELECT_SHARED, '80CA006600')),
        );
        assert.doesNotMatch(fci ?? '', /E005820302/);
        assert.match(cardData ?? '', /^66.*9000$/);
        await ok(ask('pairing', 'set', 'iso7816-3=C20', '*=C30'));
        assert.equal(await ok(ask('pairing', 'list', '--json')), before);
      });

      test('alias: list, remove, add [M-42] [M-44]', async () => {
        const [row] = jsonLines(await ok(ask('alias', 'list', '--json')));
        assert.deepEqual(row, {
          common: 'A000000151000000',
          container: 'C20',
          real: 'A000000152000000',
          clash: false,
        });
        await ok(ask('alias', 'remove', 'A000000151000000', 'C20'));
        assert.equal(await ok(ask('alias', 'list', '--json')), '');
        const [onIso] = answers(await ok(ask('apdu', '--json', '--link', 't0', SELECT_SHARED)));
        const [onSpi] = answers(await ok(ask('apdu', '--json', '--link', 'spi', SELECT_SHARED)));
        assert.equal(onIso, onSpi, 'without the alias the link makes no difference');
        await ok(ask('alias', 'add', 'A000000151000000', 'C20', 'A000000152000000'));
        const [again] = answers(await ok(ask('apdu', '--json', '--link', 't0', SELECT_SHARED)));
        assert.match(again ?? '', /E005820302/);
      });

      test('state: snapshot, list, restore, reset, fork', async () => {
        const nickname = async () =>
          answers(
            await ok(ask('apdu', '--json', '--link', 't0', SELECT_SHARED, GET_PROFILES)),
          )[1]?.includes(TRAVEL);
        await ok(ask('state', 'snapshot', 'before'));
        await ok(ask('apdu', '--link', 't0', SELECT_SHARED, NICKNAME_TRAVEL));
        assert.equal(await nickname(), true);
        await ok(ask('state', 'snapshot', 'named'));
        const [report] = jsonLines(await ok(ask('state', 'list', '--json'))) as {
          snapshots?: { name: string }[];
        }[];
        assert.deepEqual(report?.snapshots?.map(({ name }) => name).sort(), ['before', 'named']);
        await ok(ask('state', 'restore', 'before'));
        assert.equal(await nickname(), false);
        await ok(ask('state', 'restore', 'named'));
        assert.equal(await nickname(), true);
        await ok(ask('state', 'reset'));
        assert.equal(await nickname(), false);
        const unknown = await refused(ask('state', 'restore', 'never', '--json'));
        assert.equal(unknown.code, 'SNAPSHOT_UNKNOWN');
      });

      test('trace: what went where, for as long as the device is up', async () => {
        if (!running) {
          assert.equal((await refused(ask('trace', '--json'))).code, 'DEVICE_NOT_UP');
          return;
        }
        const follow = new Running(
          bifronsArgv(['trace', '--follow', '--link', 'spi', '--data', path]),
        );
        // A follower gets the stored records first; a new message shows that it is listening.
        await eventually('the follower receives it', async () => {
          await ok(ask('apdu', '--link', 'spi', STRAY_AUTHENTICATE));
          return /> 848201/.test(follow.stdout) ? true : undefined;
        });
        const ended = await follow.stop('SIGINT');
        assert.equal(ended.code, 0, ended.stderr);
        assert.doesNotMatch(ended.stdout, /^ *[\d.]+ +t0 /m);
        await ok(ask('apdu', '--link', 'spi', SELECT_SHARED));
        const rows = jsonLines(await ok(ask('trace', '--last', '3', '--link', 'spi', '--json')));
        assert.deepEqual(
          rows.map((row) => row['what']),
          ['command', 'decision', 'response'],
        );
        assert.match(String(rows[1]?.['text']), /C30 \/ ISD/);
      });

      test('the device ends', async () => {
        assert.equal((await device?.stop('SIGINT'))?.code ?? 0, 0);
        assert.ok(!existsSync(join(path, 'control.sock')));
      });
    },
  );
}

describe('SCP11 by files of keys and certificates, at a running device [GPAmdF §3]', () => {
  const { path, ask, up } = deviceFolder();
  const [own, authority, host] = ['card', 'authority', 'host'].map((one) => ecdhOf('p256', one));
  const file = (name: string) => join(path, name);
  let device: Running;

  function pem(pair: ECDH, kind: 'private' | 'public'): string {
    const point = pair.getPublicKey();
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((one) =>
      one.toString('base64url'),
    );
    const d = Buffer.from(privateKeyOf(pair, 'p256')).toString('base64url');
    const key = createPrivateKey({
      key: { kty: 'EC', crv: 'P-256', x: x!, y: y!, d },
      format: 'jwk',
    });
    return kind === 'private'
      ? String(key.export({ format: 'pem', type: 'pkcs8' }))
      : String(createPublicKey(key).export({ format: 'pem', type: 'spki' }));
  }

  test('keys are put over SCP03 with response MACs', async () => {
    device = await up('--preset', 'security-key');
    writeFileSync(file('card.pem'), pem(own!, 'private'));
    writeFileSync(file('authority.pem'), pem(authority!, 'public'));
    writeFileSync(file('host.pem'), pem(host!, 'private'));
    const wish = { curve: 'p256', signer: authority!, subject: host! } as const;
    writeFileSync(file('host.crt'), certificate({ ...wish, serial: unhex('0A0B0C') }));
    const put = (id: string, name: string, level: string) =>
      ok(ask('gp', 'put-key', '3', '--id', id, '--pem', file(name), '--level', level));
    await put('11', 'card.pem', 'mac+rmac');
    await put('15', 'card.pem', 'enc+rmac');
    await put('10', 'authority.pem', 'enc+renc');
  });

  const agreed = (variant: string, level: string) => [
    ...['--scp', variant, '--key-version', '3', '--level', level],
    ...['--card-key', hex(own!.getPublicKey()), '--authority', '03:10'],
    ...['--host-key', file('host.pem'), '--host-certificates', file('host.crt')],
  ];

  test('SCP11a and c authenticate the host, SCP11b does not', async () => {
    await ok(ask('gp', 'store-data', '4203515253', ...agreed('11a', 'enc+renc')));
    await ok(ask('gp', 'store-data', '4503515253', ...agreed('11c', 'mac+rmac')));
    const info = await ok(ask('gp', 'info'));
    assert.match(info, /^channels +SCP03 i=60 +SCP11 i=9B02$/m);
    assert.match(info, /^IIN +515253$/m);
    assert.match(info, /^CIN +515253$/m);
    const b = await refused(ask('gp', 'store-data', '420101', '--scp', '11b', '--json'));
    assert.match(`${b.code} ${b.message}`, /CARD_REFUSED.*6982/);
    assert.equal((await device.stop('SIGINT')).code, 0);
  });
});
