/**
 * Every command of security domains, spoiled in every way that its row says, in each state of the
 * card and at each security level: the status word is the one of the rules, nothing is written, and
 * the refusal has a reason.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../../src/base/index.ts';
import { STANDARD_COMMANDS } from '../../../src/gp/index.ts';
import type { Bench } from '../../support/container-bench.ts';
import { cardOnBench, Client } from '../../support/globalplatform-card.ts';
import { CARD_STATES, type CardState, COMMAND_ROWS, type CommandRow, wordOf } from './bad-input.ts';

const LEVELS = [undefined, 0x00, 0x01, 0x03, 0x11, 0x13, 0x33] as const;
type Level = (typeof LEVELS)[number];

interface Spoiled {
  readonly row: CommandRow;
  readonly what: string;
  readonly header: string;
  readonly data: string;
  readonly word: number;
}

function spoiledForms(row: CommandRow): readonly Spoiled[] {
  const { header, data } = row;
  const begin = header.slice(0, 4);
  const places = Array.from({ length: data.length / 2 }, (_, at) => 2 * at);
  return [
    ...row.parameters.map(([p1p2, word]) => {
      return { row, what: `P1-P2 ${p1p2}`, header: begin + p1p2, data, word };
    }),
    ...row.fields.map(([field, word]) => ({ row, what: field, header, data: field, word })),
    ...(row.cut === undefined
      ? []
      : places.map((at) => {
          return { row, what: `${at / 2} bytes`, header, data: data.slice(0, at), word: row.cut! };
        })),
    ...(row.longer === undefined
      ? []
      : [{ row, what: 'a byte more', header, data: `${data}9F`, word: row.longer }]),
  ];
}

const FORMS = COMMAND_ROWS.flatMap(spoiledForms);

test('each command of security domains has a row [GPCS §11]', () => {
  const names = new Set(COMMAND_ROWS.map(({ command }) => command));
  const missing = STANDARD_COMMANDS.filter(({ name, optional }) => !optional && !names.has(name));
  assert.deepEqual(missing, []);
  assert.ok(FORMS.length > 600, String(FORMS.length));
});

function cardIn(state: CardState, level: Level): Client {
  const isLater = state === 'CARD_LOCKED' || state === 'TERMINATED';
  const bench = cardOnBench({ lifeCycle: isLater ? 'SECURED' : state });
  const client = new Client(bench);
  const mover = new Client(bench, { channel: 1 }).open(0x00);
  if (level !== undefined) client.open(level);
  const to = { CARD_LOCKED: '7F', TERMINATED: 'FF' }[state as 'CARD_LOCKED'];
  if (isLater) assert.equal(mover.raw(`80F080${to}`).sw, 0x9000);
  return client;
}

function assertRefused(bench: Bench, form: Spoiled, where: string): void {
  const { clause = '', why = '' } = bench.refusal ?? {};
  assert.deepEqual(bench.batches, [], `${where} writes`);
  assert.match(clause, /^GP(CS|AmdD|AmdF) §/, where);
  assert.ok(why.length > 5, `${where}: ${form.what}`);
}

for (const state of CARD_STATES) {
  test(`bad input in ${state}, at every level [GPCS §11.1.3] [GPCS §11 table 11-1]`, () => {
    for (const level of LEVELS) {
      const client = cardIn(state, level);
      const authenticated = level !== undefined;
      for (const form of FORMS) {
        const where = `${form.row.command} ${form.header} (${form.what}) at ${level}`;
        const { sw } = authenticated
          ? client.send(form.header, form.data)
          : client.raw(apdu(form.header, form.data));
        const expected = wordOf({ row: form.row, state, authenticated, word: form.word });
        assert.equal(hexWord(sw), hexWord(expected), where);
        assertRefused(client.bench, form, where);
      }
    }
  });
}

test('the length fields do not matter: short and extended, with Le and without [ISO7816-4 §5.1]', () => {
  const client = cardIn('SECURED', 0x00);
  for (const { row, header, data, word } of FORMS) {
    if (row.kind === 'free') continue;
    const long = `00${hex(Uint8Array.of(data.length >> 9, (data.length / 2) & 0xff))}${data}`;
    const forms = [apdu(header, data), `${apdu(header, data)}00`];
    if (data !== '') forms.push(header + long, `${header}${long}0000`);
    for (const one of forms) {
      assert.equal(hexWord(client.raw(one).sw), hexWord(word), `${row.command} ${one}`);
    }
  }
});

test('classes: none of another kind, and secure messaging alone in its session [GPCS §11.1.4]', () => {
  for (const { header, data, command, kind } of COMMAND_ROWS) {
    const client = cardIn('SECURED', 0x00);
    const [cla, rest] = [header.slice(0, 2), header.slice(2)];
    const other = cla === '80' ? '00' : '80';
    const isBoth = command === 'GET DATA';
    const word = client.raw(apdu(other + rest, data)).sw;
    if (!isBoth) assert.equal(hexWord(word), '6E00', `${command} in class ${other}`);
    for (const foreign of ['90', 'A0', 'B0']) {
      const { sw } = client.raw(apdu(foreign + rest, data));
      assert.equal(hexWord(sw), '6E00', `${command} in class ${foreign}`);
    }
    assert.equal(hexWord(client.raw(apdu(`8C${rest}`, data)).sw), '6982', 'ISO 7816-4');
    assert.equal(hexWord(client.raw(apdu(header, data)).sw), '6982', `${kind}: aborted`);
    client.open(0x01);
    assert.equal(hexWord(client.raw(apdu(header, data)).sw), '6982', `${command} without MAC`);
    assert.equal(hexWord(client.raw(apdu(header, data)).sw), '6982', 'the session is aborted');
  }
});

test('an instruction that no row has is 6D00 [GPCS §11.1.3]', () => {
  const client = cardIn('SECURED', 0x00);
  const known = new Set(COMMAND_ROWS.map(({ header }) => header.slice(2, 4)));
  for (const begun of ['50', '82', '88', '2A']) known.add(begun);
  for (let ins = 0; ins < 256; ins++) {
    const name = hex(Uint8Array.of(ins));
    // GET RESPONSE and MANAGE CHANNEL are the kernel's, 6X and 9X no instructions of T=0.
    if (known.has(name)) continue;
    assert.equal(hexWord(client.raw(`80${name}0000`).sw), '6D00', name);
  }
});

function apdu(header: string, data: string): string {
  return data === '' ? header : header + hex(Uint8Array.of(unhex(data).length)) + data;
}

function hexWord(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}
