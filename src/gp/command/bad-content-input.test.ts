/**
 * Bad input of INSTALL, LOAD and DELETE by a generated table: each data field cut at every byte,
 * with a byte more, and with every byte changed; in each state of the card and security level.
 * [GPCS §11.1.3] [GPCS §11.5] [GPCS §11.6] [GPCS §11.2]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  forChange,
  forDomain,
  forInstall,
  forLoad,
  installProbe,
  loadStub,
  PROBE_FILE,
  system,
} from '../../../tests/support/content-commands.ts';
import { AM_SD_AID, cardOnBench, Client } from '../../../tests/support/globalplatform-card.ts';
import { hex, unhex } from '../../base/index.ts';

const APP = 'A000000559505242A1';
const NEW = 'A000000559505242A2';
const parameters = `C90101${system('C8020400DF0100CF0142')}`;

/** One good command of each kind. */
const COMMANDS: readonly (readonly [header: string, data: string])[] = [
  ['80E60200', forLoad({ aid: 'A0000000FF', parameters: system('C6020010') })],
  ['80E60C00', forInstall({ aid: NEW, parameters })],
  ['80E60400', forDomain({ aid: NEW })],
  ['80E61000', forChange({ aid: APP, domain: AM_SD_AID })],
  ['80E62000', forChange({ aid: APP })],
  ['80E64000', forChange({ aid: APP, privileges: '100000', parameters: system('CF0141') })],
  ['80E40000', `4F09${APP}`],
];
/** What the tables of these commands and the general one have. */
const WORDS: ReadonlySet<number> = new Set([
  0x9000, 0x6700, 0x6985, 0x6a80, 0x6a84, 0x6a86, 0x6a88,
]);

function prepared() {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x00);
  loadStub(client);
  installProbe(client, { aid: APP });
  return { bench, image: new Map(bench.memory.image()) };
}

const { image } = prepared();

/** A card on which nothing was refused or done yet. */
function card() {
  const bench = cardOnBench({}, { image: new Map(image) });
  return { bench, client: new Client(bench).open(0x00) };
}

function apdu(header: string, data: string): string {
  return data === '' ? header : header + hex(Uint8Array.of(data.length / 2)) + data;
}

test('each good command is carried out', () => {
  for (const [header, data] of COMMANDS) {
    assert.equal(card().client.raw(apdu(header, data)).sw, 0x9000, header);
  }
});

test('a data field that is cut, or followed by more, is refused and changes nothing', () => {
  const { bench, client } = card();
  for (const [header, data] of COMMANDS) {
    for (let length = 0; length < data.length; length += 2) {
      const { sw } = client.raw(apdu(header, data.slice(0, length)));
      assert.ok(
        sw === 0x6a80 || sw === 0x6a88,
        `${header} ${length / 2} bytes: ${sw.toString(16)}`,
      );
      assert.deepEqual(bench.batches, [], header);
      assert.notEqual(bench.refusal?.why, undefined);
    }
    const longer = client.raw(apdu(header, `${data}9F`));
    assert.equal(longer.sw, 0x6a80, `${header} and a byte more`);
  }
});

test('a data field with any byte changed gets a status word of the tables', () => {
  let { bench, client } = card();
  for (const [header, data] of COMMANDS) {
    const good = unhex(data);
    for (let at = 0; at < good.length; at++) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0xff, good[at]! ^ 1]) {
        const bad = Uint8Array.from(good);
        bad[at] = byte;
        const { sw } = client.raw(apdu(header, hex(bad)));
        assert.ok(WORDS.has(sw), `${header} byte ${at} as ${byte}: ${sw.toString(16)}`);
        if (sw === 0x9000) ({ bench, client } = card());
        else assert.deepEqual(bench.batches, []);
      }
    }
  }
});

test('P1 and P2 that have no meaning are 6A86, whatever the data are [GPCS §11.5.2.1]', () => {
  const { bench, client } = card();
  const roles = new Set([0x02, 0x04, 0x08, 0x0c, 0x10, 0x20, 0x40]);
  for (let p1 = 0; p1 < 0x80; p1++) {
    for (const p2 of [0x00, 0x01, 0x02, 0x03, 0x80]) {
      if (p2 === 0 && roles.has(p1)) continue;
      if (p1 === 0x0e && (p2 === 0x01 || p2 === 0x03)) continue;
      const header = `80E6${hex(Uint8Array.of(p1, p2))}`;
      assert.equal(client.raw(apdu(header, `4F09${PROBE_FILE}`)).sw, 0x6a86, header);
      assert.deepEqual(bench.batches, []);
    }
  }
});

test('no content management without authentication, with a MAC left out, or after CARD_LOCKED [GPCS §11 table 11-1] [GPCS §11 table 11-2]', () => {
  const commands = [...COMMANDS, ['80E80000', 'C40100'] as const];
  for (const [header, data] of commands) {
    const bench = cardOnBench({}, { image: new Map(image) });
    const client = new Client(bench);
    assert.equal(client.raw(apdu(header, data)).sw, 0x6982, `${header} without a session`);
    client.open(0x01);
    assert.equal(client.raw(apdu(header, data)).sw, 0x6982, `${header} without its MAC`);
    assert.equal(client.raw(apdu(`00${header.slice(2)}`, data)).sw === 0x9000, false);
    for (const state of ['7F', 'FF']) {
      client.open(0x00);
      assert.equal(client.raw(`80F080${state}`).sw, 0x9000);
      const { sw } = client.raw(apdu(header, data));
      assert.equal(sw, 0x6985, `${header} in ${state}`);
      assert.deepEqual(bench.batches, []);
      if (state === '7F') assert.equal(bench.container.locked(), true);
    }
  }
});

test('the same commands in OP_READY, INITIALIZED and SECURED', () => {
  for (const lifeCycle of ['OP_READY', 'INITIALIZED', 'SECURED'] as const) {
    const client = new Client(cardOnBench({ lifeCycle })).open(0x33);
    assert.equal(loadStub(client), 0x9000, lifeCycle);
    assert.equal(installProbe(client, { aid: APP }), 0x9000, lifeCycle);
  }
});
