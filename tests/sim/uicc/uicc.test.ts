/** Random commands at the files and PINs of a UICC, against a plain model, with power cuts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, hex } from '../../../src/base/index.ts';
import type { UiccConfig } from '../../../src/containers/euicc/index.ts';
import { RANDOM_SEED, randomCount, replayCommand } from '../../random-counts.ts';
import { UICC_CONFIG, UiccCard } from '../../support/uicc-card.ts';
import { Random } from '../random.ts';
import { type Act, KEYS, Model, type ModelFile, type ModelPin, type PinName } from './model.ts';

const FIDS = ['3F00', '7FFF', '7F10', '7F20', '5F3A', '5F3B', '2FE2', '2F00', '6F3A', '6F39'];
const MORE = ['6F51', '4F30', '6F07', '6F38', '6F3B', '6F46', '4F20', '6F60', '6F61', '6F62'];
const NEW = ['6F60', '6F61', '6F62', '6F51'];
const PINS: readonly PinName[] = ['PIN1', 'UPIN', 'ADM1', 'PIN2'];
const ADM_RULE = { read: 'always', update: 'ADM1', manage: 'ADM1', increase: 'ADM1' };
/** Short identifiers of files that the model has. */
const SFIS = [1, 2, 4, 7, 10, 30];

/** The model of the files that a description names. */
function modelOf({ pins, files, applications }: UiccConfig): Model {
  const root = (fid: string): ModelFile => ({
    fid,
    kind: 'df',
    up: undefined,
    inside: [],
    content: [],
    recordLength: 0,
    sfi: 0,
    rules: ADM_RULE,
    active: true,
  });
  const [mf, usim] = [root('3F00'), root('7FF0')];
  const grow = (top: ModelFile, list: UiccConfig['files']): void => {
    for (const one of list) addFile(top, one);
  };
  grow(mf, files);
  grow(usim, applications[0]!.files);
  const states = [...pins, ...applications[0]!.pins].map(
    ({ name, value, unblock }): [string, ModelPin] => [
      name,
      {
        value: coded(value),
        unblock: unblock === undefined ? undefined : coded(unblock),
        enabled: true,
        replaced: false,
        left: 3,
        unblockLeft: 10,
      },
    ],
  );
  return new Model({ mf, usim, pins: Object.fromEntries(states) as Model['pins'] });
}

function addFile(top: ModelFile, one: UiccConfig['files'][number]): void {
  const steps = one.path.split('/');
  let up = top;
  for (const fid of steps.slice(0, -1)) {
    let next = up.inside.find((file) => file.fid === fid);
    if (next === undefined) {
      const plain = { content: [], recordLength: 0, sfi: 0, rules: ADM_RULE, active: true };
      next = { ...plain, fid, kind: 'df', up, inside: [] };
      up.inside.push(next);
    }
    up = next;
  }
  // BER-TLV files are tested by themselves.
  if (one.kind === 'ber-tlv') return;
  const records = (one.records ?? []).map((text) => [...Buffer.from(text, 'hex')]);
  const recordLength = one.recordLength ?? Math.max(0, ...records.map((record) => record.length));
  const size = recordLength * (one.recordCount ?? records.length);
  const plain = [...Buffer.from(one.content ?? '', 'hex')];
  const content =
    recordLength > 0 ? records.flatMap((record) => fill(record, recordLength)) : plain;
  up.inside.push({
    fid: steps.at(-1)!,
    kind: one.kind ?? (recordLength > 0 ? 'linear-fixed' : 'transparent'),
    up,
    inside: [],
    content: fill(content, recordLength > 0 ? size : (one.size ?? plain.length)),
    recordLength,
    sfi: one.sfi ?? 0,
    rules: {
      read: one.read,
      update: one.update,
      manage: one.manage,
      increase: one.increase ?? one.update,
    },
    active: true,
  });
}

function fill(content: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, at) => content[at] ?? 0xff);
}

function coded(digits: string): string {
  return Buffer.from(digits).toString('hex').toUpperCase().padEnd(16, 'F');
}

const two = (value: number): string => value.toString(16).padStart(2, '0').toUpperCase();
const tlv = (tag: string, value: string): string => tag + two(value.length / 2) + value;
const withData = (header: string, data: string): string =>
  header + (data === '' ? '' : two(data.length / 2) + data);

function apduOf(act: Act): string {
  switch (act.op) {
    case 'select':
      return `00A4000C02${act.fid}`;
    case 'usim':
      return act.end ? 'end' : 'begin';
    case 'read':
    case 'update': {
      const place =
        act.sfi === 0 ? two(act.at >> 8) + two(act.at & 255) : two(0x80 | act.sfi) + two(act.at);
      if (act.op === 'update') return withData(`00D6${place}`, act.data);
      return `00B0${place}${two(act.data.length / 2)}`;
    }
    case 'read-record':
    case 'update-record': {
      const place = two(act.number) + two((act.sfi << 3) | act.mode);
      if (act.op === 'update-record') return withData(`00DC${place}`, act.data);
      return `00B2${place}${two(act.data.length / 2)}`;
    }
    case 'search':
      return withData(`00A2${two(act.from)}${act.back ? '05' : '04'}`, act.data);
    case 'increase':
      return withData('80320000', act.data);
    case 'verify':
      return withData(`002000${KEYS[act.pin]}`, act.value);
    case 'disable':
      return withData(`002600${KEYS[act.pin]}`, act.value);
    case 'enable':
      return withData(`002800${KEYS[act.pin]}`, act.value);
    case 'change':
      return withData(`002400${KEYS[act.pin]}`, act.value + act.next);
    case 'unblock':
      return withData(`002C00${KEYS[act.pin]}`, act.value + act.next);
    case 'state':
      return withData(act.active ? '00440000' : '00040000', act.fid);
    case 'delete':
      return withData('00E40000', act.fid);
    case 'create':
      return withData('00E00000', created(act));
    case 'resize': {
      const size = tlv('80', two(act.size >> 8) + two(act.size & 255));
      return withData('80D40000', tlv('62', tlv('83', act.fid) + size));
    }
  }
}

function created({ fid, size, record }: Extract<Act, { op: 'create' }>): string {
  const shape = record > 0 ? `422100${two(record)}` : '4121';
  const open = tlv('AB', '80017F90008401D49000');
  const length = tlv('80', two(size >> 8) + two(size & 255));
  return tlv(
    '62',
    tlv('82', shape) + tlv('83', fid) + tlv('8A', '05') + open + length + tlv('88', ''),
  );
}

function draw(random: Random, model: Model): Act {
  const fid = random.of([...FIDS, ...MORE]);
  const pin = random.of(PINS);
  const state = model.pins[pin];
  const value = random.onceIn(3) ? coded('0000') : state.value;
  const code = random.onceIn(3) ? coded('00000000') : (state.unblock ?? coded('1111'));
  const data = text(random, 1 + random.below(12));
  const sfi = random.onceIn(3) ? random.of(SFIS) : 0;
  const length = model.ef?.recordLength ?? 0;
  const record = random.onceIn(4) || length === 0 ? data : text(random, length);
  const mode = 2 + random.below(3);
  const number = mode === 4 ? random.below(6) : 0;
  const size = 1 + random.below(40);
  switch (random.below(17)) {
    case 0:
    case 1:
      return { op: 'select', fid };
    case 2:
      return { op: 'usim', end: random.onceIn(4) };
    case 3:
    case 4:
      return { op: 'read', sfi, at: random.below(12), data };
    case 5:
      return { op: 'update', sfi, at: random.below(12), data };
    case 6:
    case 7:
      return { op: 'read-record', sfi, mode, number, data: record };
    case 8:
    case 9:
      return { op: 'update-record', sfi, mode, number, data: record };
    case 10:
      return {
        op: 'search',
        from: random.below(6),
        back: random.onceIn(2),
        data: data.slice(0, 2),
      };
    case 11:
      return { op: 'increase', data: random.onceIn(3) ? data : `00${data.slice(0, 2)}` };
    case 12:
    case 13:
      return { op: 'verify', pin, value };
    case 14:
      if (random.onceIn(2)) return { op: 'unblock', pin, value: code, next: coded('1234') };
      if (random.onceIn(2)) return { op: 'change', pin, value, next: coded('4321') };
      return { op: random.onceIn(3) ? 'disable' : 'enable', pin, value };
    case 15:
      return { op: 'state', fid, active: !random.onceIn(4) };
    default:
      if (random.onceIn(3))
        return { op: 'create', fid: random.of(NEW), size, record: random.below(6) };
      if (random.onceIn(2)) return { op: 'delete', fid: random.of(NEW) };
      return { op: 'resize', fid: random.onceIn(3) ? fid : random.of(NEW), size };
  }
}

function text(random: Random, length: number): string {
  return hex(Uint8Array.from({ length }, () => random.below(4)));
}

function send(card: UiccCard, act: Act): string {
  if (act.op === 'usim') return card.usim(act.end ? 0x4c : 0x0c);
  return card.send(apduOf(act));
}

/** A card that boots from what the first batches of its last command left. */
function cut(card: UiccCard, before: ReadonlyMap<string, Bytes>, kept: number): UiccCard {
  const image = new Map(before);
  for (const { writes } of card.bench.batches.slice(0, kept)) {
    for (const { key, value } of writes) {
      if (value === undefined) image.delete(key);
      else image.set(key, value);
    }
  }
  return new UiccCard(UICC_CONFIG, { image });
}

/** Attempts that are left, read from the card: a cut may leave one fewer than the model has. */
function readAttempts(card: UiccCard, model: Model): void {
  card.usim(0x0c);
  for (const name of PINS) {
    const pin = model.pins[name];
    const left = Number.parseInt(card.send(`002000${KEYS[name]}`).slice(-1), 16);
    assert.ok(left === pin.left || left === pin.left - 1, `${name}: ${left}, ${pin.left}`);
    pin.left = left;
    if (pin.unblock === undefined) continue;
    pin.unblockLeft = Number.parseInt(card.send(`002C00${KEYS[name]}`).slice(-1), 16);
  }
}

/** Whether the command writes counters first: then a cut may leave them alone written. */
function counts(act: Act): boolean {
  return 'pin' in act;
}

test('files and PINs answer as a plain model does [TS102221 §11.1] [TS102222 §6]', () => {
  const again = replayCommand(fileURLToPath(import.meta.url));
  const random = new Random(RANDOM_SEED);
  let card = new UiccCard();
  let model = modelOf(UICC_CONFIG);
  const done: string[] = [];
  for (let left = randomCount('uicc'); left > 0; left--) {
    if (left % 2_000 === 0) {
      card = new UiccCard();
      model = modelOf(UICC_CONFIG);
      done.length = 0;
    }
    if (random.onceIn(300)) {
      done.push('reset');
      card.session = card.bench.session();
      model.reset();
    }
    const act = draw(random, model);
    done.push(apduOf(act));
    const isCut = random.onceIn(200) && !counts(act);
    const before = new Map(card.bench.memory.image());
    const answered = send(card, act);
    const { batches } = card.bench;
    if (isCut && batches.length > 0) {
      // Files change in one batch: without it nothing has happened.
      assert.equal(batches.length, 1, apduOf(act));
      card = cut(card, before, 0);
      model.reset();
      done.push('cut');
      continue;
    }
    const expected = model.run(act);
    assert.equal(answered, expected, `${done.slice(-12).join(' ')}; ${again}`);
    if (random.onceIn(400)) {
      done.push('power off and on');
      card = cut(card, before, batches.length);
      model.reset();
      readAttempts(card, model);
      model.reset();
      card.session = card.bench.session();
    }
  }
});
