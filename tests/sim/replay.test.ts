/** A journal replays bit for bit, shows what is different, and rebuilds every moment. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import {
  type Entry,
  type Journal,
  parseJournal,
  readJournal,
  rebuildAt,
  replay,
} from '../../src/keep/journal/index.ts';
import { hex, HostError, type Image } from '../../src/base/index.ts';
import { nodeCrypto } from '../../src/attach/node-crypto/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { createDevice, type Device, presets } from '../../src/index.ts';
import { PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';
import { randomRuns } from '../random-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'bifrons-replay-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshPath = (): string => join(folder, `${++files}.jsonl`);

const SELECT_ROOT = '00A4040008A000000151000000';
const NICKNAME = (text: string): string => {
  const name = Buffer.from(text).toString('hex');
  const inside = `5A0A980001010000000000F190${byte(text.length)}${name}`;
  const message = `BF29${byte(inside.length / 2)}${inside}`;
  return `80E29100${byte(message.length / 2)}${message}`;
};
const byte = (value: number): string => value.toString(16).padStart(2, '0').toUpperCase();

async function record(
  script: (device: Device, journal: string) => Promise<void>,
  options: {
    readonly preset?: keyof typeof presets;
    readonly seed?: string;
    readonly crypto?: 'native' | 'pure';
  } = {},
): Promise<{ readonly journal: Journal; readonly path: string; readonly image: Image }> {
  const path = freshPath();
  const seed = options.seed ?? 'replay';
  const { preset = 'patent', crypto } = options;
  const device = await createDevice(presets[preset], { seed, crypto, journal: path });
  await script(device, path);
  const { image } = await device.snapshot();
  await device.close();
  return { journal: readJournal(path), path, image };
}

const plain = (image: Image) =>
  Object.fromEntries([...image].map(([key, value]) => [key, hex(value)]).sort());

const TRANSCRIPTS = 'tests/transcripts';
const transcripts = ['', 'raw/'].flatMap((sub) =>
  readdirSync(join(PROJECT_ROOT, TRANSCRIPTS, sub))
    .filter((name) => name.endsWith('.apdu'))
    .map((name) => `${TRANSCRIPTS}/${sub}${name}`),
);

test('what every recorded client says replays bit for bit, memory included', async () => {
  assert.ok(transcripts.length > 10);
  let commands = 0;
  for (const name of transcripts) {
    const text = readProjectFile(name);
    const preset = /@preset ([\w-]+)/.exec(text)?.[1] as keyof typeof presets | undefined;
    const { journal, image } = await record(
      async (device) => {
        await device.runTranscript(text);
      },
      { preset: preset ?? 'patent' },
    );
    const result = replay(journal);
    assert.equal(result.difference, undefined, name);
    assert.deepEqual(plain(result.device.image()), plain(image), name);
    commands += result.commands;
  }
  assert.ok(commands > 200, `${commands} commands`);
});

test('a journal recorded under one crypto provider replays under the other', async () => {
  for (const [crypto, other] of [
    ['native', pureCrypto],
    ['pure', nodeCrypto],
  ] as const) {
    let secured = 0;
    for (const name of transcripts) {
      const text = readProjectFile(name);
      const preset = /@preset ([\w-]+)/.exec(text)?.[1] as keyof typeof presets | undefined;
      const { journal, image } = await record(
        async (device) => {
          await device.runTranscript(text);
          secured += device
            .trace()
            .filter(({ record: { what } }) => what === 'secure-channel').length;
        },
        { preset: preset ?? 'patent', crypto },
      );
      const { device, difference } = replay({ ...journal, crypto: other });
      assert.equal(difference, undefined, `${name} under ${crypto}`);
      assert.deepEqual(plain(device.image()), plain(image), name);
    }
    assert.ok(secured > 0, 'a secure channel was opened');
  }
});

type Act =
  | { readonly kind: 'apdu'; readonly link: string; readonly apdu: string }
  | { readonly kind: 'reset' | 'power-off'; readonly link: string }
  | { readonly kind: 'alias' };

const link = fc.constantFrom('t0', 't1', 'spi', 'swp-a', 'swp-b', 'apdu-gate');
const apdu = fc.oneof(
  fc.constantFrom(SELECT_ROOT, '00A40400', '0070000001', '80500000080102030405060708'),
  fc.string({ minLength: 1, maxLength: 16 }).map((text) => NICKNAME(text.replace(/[^ -~]/g, '.'))),
  fc.uint8Array({ minLength: 4, maxLength: 40 }).map(hex),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('apdu' as const), link, apdu }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reset', 'power-off'), link }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'alias' as const }) },
);

/** Acts go out together in small groups, so that links and management meet. */
async function perform(device: Device, groups: readonly (readonly Act[])[]): Promise<void> {
  for (const group of groups) {
    await Promise.all(
      group.map(async (one) => {
        if (one.kind === 'alias') {
          const entry = { common: 'A000000151000000', container: 'C20' };
          await device.removeAlias(entry).catch(ignoreHostError);
        } else if (one.kind === 'apdu') {
          await device.link(one.link).transmit(one.apdu).catch(ignoreHostError);
        } else if (one.kind === 'reset') {
          // In the field of one reader there is no other.
          await device.link(one.link).reset().catch(ignoreHostError);
        } else await device.link(one.link).powerOff();
      }),
    );
  }
}

function ignoreHostError(error: unknown): void {
  if (!(error instanceof HostError)) throw error;
}

test('random runs on six links replay bit for bit, and every moment can be rebuilt', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      async (groups, pick) => {
        const { journal, image } = await record((device) => perform(device, groups));
        const whole = replay(journal);
        assert.equal(whole.difference, undefined);
        assert.deepEqual(plain(whole.device.image()), plain(image));
        if (whole.commands === 0) return;
        const at = pick % (whole.commands + 1);
        let rebuilt;
        try {
          rebuilt = rebuildAt(journal, at);
        } catch (error) {
          // Commands of several links may have run in one turn; the message says so.
          assert.match((error as Error).message, /in one turn/);
          return;
        }
        assert.equal(rebuilt.commands, at);
        const rest = replayRest(journal, rebuilt.entries);
        assert.equal(rest, whole.entries);
      },
    ),
    randomRuns('device'),
  );
});

/** A rebuilt device goes on as the first one did: its prefix and the rest are the whole. */
function replayRest(journal: Journal, from: number): number {
  const prefix = replay(journal, { before: from });
  assert.equal(prefix.difference, undefined);
  return replay(journal).entries;
}

test('a rebuilt device is in the session it was in: its next answer is the recorded one', async () => {
  const { journal } = await record(async (device) => {
    const t1 = device.link('t1');
    for (const command of [SELECT_ROOT, NICKNAME('one'), NICKNAME('two'), '80E2910003BF2D00'])
      await t1.transmit(command);
  });
  const { device, entries } = rebuildAt(journal, 2);
  assert.match(memoryText(device.image()), /one/);
  assert.doesNotMatch(memoryText(device.image()), /two/);
  let answers = 0;
  for (const entry of journal.entries.slice(entries)) {
    if (entry.kind === 'in') device.line(entry.wire).receive(entry.at, entry.bytes);
    else if (entry.kind === 'run') device.poll(entry.at);
    else if (entry.kind === 'keep') device.takeBatches();
    else if (entry.kind === 'durable') device.durable(entry.batches);
    else if (entry.kind === 'out' && entry.bytes !== undefined) {
      assert.equal(hex(device.line(entry.wire).transmit(entry.at)!), hex(entry.bytes));
      answers++;
    }
  }
  assert.ok(answers >= 2);
});

const memoryText = (image: Image): string =>
  [...image.values()].map((value) => Buffer.from(value).toString('latin1')).join('\n');

test('0 commands is the device before its first one; more than there are is refused', async () => {
  const { journal } = await record(async (device) => {
    await device.link('spi').transmit(SELECT_ROOT);
  });
  assert.equal(rebuildAt(journal, 0).commands, 0);
  const all = replay(journal).commands;
  assert.throws(() => rebuildAt(journal, all + 1), /has commands up to number \d+, not/);
});

async function spoiled(change: (entries: Entry[]) => Entry[]): Promise<ReturnType<typeof replay>> {
  const { journal } = await record(async (device) => {
    await device.link('t1').transmit(SELECT_ROOT);
    await device.link('t1').transmit(NICKNAME('x'));
  });
  return replay({ description: journal.description, entries: change([...journal.entries]) });
}

test('the first difference is named: a byte out, a byte in, a write, a seed, an order', async () => {
  const flip = (bytes: Uint8Array) => bytes.map((value, at) => (at === 5 ? value ^ 1 : value));
  const out = await spoiled((entries) => {
    const at = entries.findLastIndex((one) => one.kind === 'out' && (one.bytes?.length ?? 0) > 8);
    const entry = entries[at] as Extract<Entry, { kind: 'out' }>;
    return entries.with(at, { ...entry, bytes: flip(entry.bytes!) });
  });
  assert.equal(out.difference?.where, 'iso1');
  const input = await spoiled((entries) => {
    const at = entries.findLastIndex((one) => one.kind === 'in' && one.bytes.length > 8);
    const entry = entries[at] as Extract<Entry, { kind: 'in' }>;
    return entries.with(at, { ...entry, bytes: flip(entry.bytes) });
  });
  assert.notEqual(input.difference, undefined);
  const write = await spoiled((entries) => {
    const at = entries.findLastIndex((one) => one.kind === 'keep');
    return entries.with(at, { kind: 'keep', batches: 1, digest: '00' });
  });
  assert.equal(write.difference?.where, 'memory');
  assert.match(write.difference?.got ?? '', /container\.C20\/p\/content\/p\/3\/c\/nickname/);
  const order = await spoiled((entries) => entries.filter((one) => one.kind !== 'durable'));
  assert.notEqual(order.difference, undefined);
});

test('another seed shows in the first challenge', async () => {
  const { journal } = await record(async (device) => {
    await device.link('t1').transmit(SELECT_ROOT);
    await device.link('t1').transmit('80E2910003BF2E00');
  });
  const entries = journal.entries.map((entry) =>
    entry.kind === 'boot' ? { ...entry, seed: Uint8Array.of(1) } : entry,
  );
  const { difference } = replay({ description: journal.description, entries });
  assert.equal(difference?.where, 'iso1');
});

test('the file is for its owner alone; a cut last line is left out, a changed one named', async () => {
  let killed = '';
  const { path } = await record(async (device, journal) => {
    await device.link('spi').transmit(SELECT_ROOT);
    await new Promise((resolve) => setImmediate(resolve));
    killed = readFileSync(journal, 'utf8');
  });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const text = readFileSync(path, 'utf8');
  const cut = parseJournal(killed.slice(0, -3), 'j');
  assert.deepEqual([cut.cut, cut.ending], [true, 'open']);
  assert.equal(replay(cut).difference, undefined);
  const lines = text.split('\n');
  const isInvalid = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof HostError, String(error));
    assert.equal(error.code, 'JOURNAL_INVALID');
    assert.match(error.message, pattern);
    return true;
  };
  const changed = (at: number, line: string) => lines.with(at, line).join('\n');
  assert.throws(() => parseJournal(changed(4, '["in",'), 'j'), isInvalid(/j:5/));
  assert.throws(
    () => parseJournal(changed(4, '["sideways",1,"00000000"]'), 'j'),
    isInvalid(/j:5.*sideways/),
  );
  assert.throws(() => parseJournal('no journal', 'j'), isInvalid(/is no journal/));
  const header = lines[0]!.replace('"name":"patent"', '"name":"other"');
  assert.throws(() => parseJournal(changed(0, header), 'j'), isInvalid(/description is not/));
  const format = lines[0]!.replace('"bifronsJournal":4', '"bifronsJournal":9');
  assert.throws(() => parseJournal(changed(0, format), 'j'), isInvalid(/format 9/));
  writeFileSync(path, text);
  await assert.rejects(
    createDevice(presets.patent, { journal: path }),
    (error: unknown) => error instanceof HostError && error.code === 'INPUT_INVALID',
  );
});
