/** Applications of a registry, shown by the native module that requests all of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, settled } from '../../../tests/support/container-bench.ts';
import {
  cardOnBench,
  Client,
  CONFIG,
  PLAIN_SD_AID,
} from '../../../tests/support/globalplatform-card.ts';
import { bytes, hex, HostError, unhex } from '../../base/index.ts';
import type { GlobalPlatformConfig } from './index.ts';
import {
  type InstalledModule,
  MODULE_NAMES,
  nativeApplication,
  PROBE_INS,
} from '../../applets/index.ts';

const AID = 'A0000005595052424501';
const probe: InstalledModule = { name: 'probe', aid: AID, module: 'probe', privileges: '180000' };

function withProbe(
  changes: Partial<InstalledModule> = {},
  more: Partial<GlobalPlatformConfig> = {},
) {
  const bench = cardOnBench({ applications: [{ ...probe, ...changes }], ...more });
  const session = bench.session();
  const select = bench.select(session, bench.entity('probe'));
  const send = (apdu: string): string => {
    const { data, sw } = bench.send(session, unhex(apdu));
    return hex(data) + hex(bytes(sw >> 8, sw & 0xff));
  };
  return { bench, send, select };
}

const ask = (ins: number, p1 = 0) => `80${hex(bytes(ins, p1, 0))}`;

/** What the issuer's GET STATUS shows of the application. */
function listed(bench: Bench): string {
  const status = new Client(bench).open().send('80F24002', `4F0A${AID}`);
  return hex(status.data);
}

test('an application is selected by name and answers with its own FCI [GPCS §11.9.3.1]', () => {
  const { select, bench } = withProbe();
  assert.equal(hex(select.data), `6F12840A${AID}A5049F6501FF`);
  assert.equal(bench.entity('probe').multiSelectable, true);
  assert.equal(bench.entity('probe').root, false);
});

test('the registry shows it, and security domains govern it [GPCS §11.4] [GPCS §11.10]', () => {
  const { bench } = withProbe();
  assert.match(
    listed(bench),
    /^E3..4F0AA0000005595052424501 *9F700107C503180000CC08A000000151000000$/,
  );
  const client = new Client(bench).open();
  assert.equal(client.send('80F04080', AID, 'none').sw, 0x9000);
  assert.equal(bench.entity('probe').selectable, false);
  assert.match(listed(bench), /9F700187/);
  assert.equal(new Client(bench).open().send('80F04007', AID, 'none').sw, 0x9000);
  assert.equal(bench.entity('probe').selectable, true);
});

test('its state is its own to change, but not below SELECTABLE and not back from a lock [GPCS §5.3.2]', () => {
  const { send, bench } = withProbe();
  assert.equal(send(ask(PROBE_INS.SET_CONTENT_STATE, 0x0f)), '9000');
  assert.equal(send(`${ask(PROBE_INS.STATES)}00`), '0F0F9000');
  for (const state of [0x00, 0x03, 0x06, 0x10]) {
    assert.equal(send(ask(PROBE_INS.SET_CONTENT_STATE, state)), '6985');
    assert.deepEqual(bench.batches, []);
  }
  assert.equal(send(ask(PROBE_INS.SET_CONTENT_STATE, 0x80)), '9000');
  assert.equal(send(`${ask(PROBE_INS.STATES)}00`), '0F8F9000');
  assert.equal(bench.entity('probe').selectable, false);
  assert.equal(
    send(ask(PROBE_INS.SET_CONTENT_STATE, 0x07)),
    '6985',
    'a lock is not its own to undo',
  );
});

test('locks and terminations are checked against the ruling data as from inside [P-05]', () => {
  for (const [ins, action, state] of [
    [PROBE_INS.LOCK_CARD, 'card-lock', '7F07'],
    [PROBE_INS.TERMINATE_CARD, 'card-terminate', 'FF07'],
  ] as const) {
    const { send, bench } = withProbe();
    bench.forbidden.add(action);
    assert.equal(send(ask(ins)), '6985');
    assert.deepEqual(bench.requested, [{ action, origin: 'inside' }]);
    assert.deepEqual(bench.batches, []);
    bench.forbidden.clear();
    assert.equal(send(ask(ins)), '9000');
    const shown = send(`${ask(PROBE_INS.STATES)}00`);
    assert.equal(shown, action === 'card-lock' ? `${state}9000` : '6985');
  }
});

test('a card that is not SECURED cannot be locked, over any link [GPCS §5.1.2]', () => {
  const { send, bench } = withProbe({}, { lifeCycle: 'INITIALIZED' });
  assert.equal(send(ask(PROBE_INS.LOCK_CARD)), '6985');
  assert.deepEqual(bench.requested, []);
  assert.match(JSON.stringify(bench.notes), /does not go from INITIALIZED to CARD_LOCKED/);
});

test('transactions are counted durably and reported with the AID [TS102622 §11.4]', () => {
  const { send, bench } = withProbe();
  assert.equal(send('8006000002CAFE'), '000000019000');
  assert.equal(bench.batches.length, 1);
  assert.deepEqual(
    bench.batches[0]!.writes.map(({ key }) => key),
    ['C30/p/content/p/5/c/count'],
  );
  assert.deepEqual(bench.notices, [
    { kind: 'transaction', aid: unhex(AID), parameters: unhex('00000001CAFE') },
  ]);
  assert.equal(send('80060000'), '000000029000');
  assert.equal(send('8005000000'), '9000');
  assert.deepEqual(bench.notices.at(-1), { kind: 'connectivity' });
  const again = cardOnBench({ applications: [probe] }, { image: bench.memory.image() });
  const session = again.session();
  again.select(session, again.entity('probe'));
  assert.equal(hex(again.send(session, unhex('8007000000')).data), '00000002');
});

test('the protocol that carried a command, as an applet would see it [M-57]', () => {
  const { send } = withProbe();
  assert.equal(send(`${ask(PROBE_INS.PROTOCOL)}00`), '019000');
});

test('bad commands get their status words and change nothing', () => {
  const { send, bench } = withProbe();
  assert.equal(send('80FE000000'), '6D00');
  assert.equal(send('0001000000'), '6E00');
  assert.equal(send('8401000000'), '6E00');
  assert.equal(send(`80060000FC${'00'.repeat(252)}`), '6700');
  assert.deepEqual(bench.batches, []);
  assert.equal(send('8007000000'), '000000009000');
});

test('T=0 gets the direction of data from the header [ISO7816-3 §10.3.2]', () => {
  const { bench } = withProbe();
  const known = (header: string) =>
    settled(() => bench.container.header(bench.entity('probe'), unhex(header), bench.session()));
  assert.equal(known('8006000002'), 'in');
  assert.equal(known('8001000002'), 'out');
  assert.equal(known('80FE000002'), 0x6d00);
  assert.equal(known('0001000002'), 0x6e00);
});

test('two applications of one module keep their counts apart', () => {
  const second = { ...probe, name: 'second', aid: `${AID}02`, privileges: '000000' };
  const bench = cardOnBench({ applications: [probe, second] });
  const count = (name: string): string => {
    const session = bench.session();
    bench.select(session, bench.entity(name));
    bench.send(session, unhex('80060000'));
    return hex(bench.send(session, unhex('8007000000')).data);
  };
  assert.equal(count('probe'), '00000001');
  assert.equal(count('probe'), '00000002');
  assert.equal(count('second'), '00000001');
});

test('what cannot be installed is refused by name at boot', () => {
  const refusedAs = (changes: Partial<InstalledModule>, why: RegExp) =>
    assert.throws(
      () => cardOnBench({ applications: [{ ...probe, ...changes }] }),
      (error) =>
        error instanceof HostError &&
        error.code === 'DESCRIPTION_INVALID' &&
        why.test(error.message),
    );
  refusedAs(
    { privileges: '800000' },
    /probe: an application has no privileges of security domains/,
  );
  refusedAs({ aid: PLAIN_SD_AID }, /plain SD and probe have one AID/);
  refusedAs({ module: 'none' }, /probe: no module "none"/);
  const [am] = CONFIG.securityDomains;
  const rival = { ...am!, privileges: '804200' };
  assert.throws(
    () =>
      cardOnBench({ securityDomains: [rival], applications: [{ ...probe, privileges: '000200' }] }),
    /AM SD, probe: only one may hold/,
  );
});

test('modules are known by name', () => {
  assert.ok(MODULE_NAMES.includes('probe') && MODULE_NAMES.includes('payment'));
  assert.throws(() => nativeApplication({ ...probe, module: '' }), HostError);
});
