/**
 * A journal says whether it is whole: closed, left open by a killed writer, or robbed of its end.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HostError } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { lineCipher, SealingKey } from '../sealing/index.ts';
import { type Entry, JournalWriter, parseJournal, readJournal } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'bifrons-journal-'));
after(() => rmSync(root, { recursive: true, force: true }));
let files = 0;
const fresh = (): string => join(root, `${++files}`);
const key = new SealingKey(new Uint8Array(32).fill(7), join(root, 'key'));
const other = new SealingKey(new Uint8Array(32).fill(8), join(root, 'other'));
const description = parseDescription(presets.patent);

const KINDS = {
  plain: () => lineCipher(undefined),
  sealed: () => lineCipher(key),
} as const;
const ENTRIES: readonly Entry[] = [1, 2, 3, 4].map((at) => ({ kind: 'run', at }));

function begin(kind: keyof typeof KINDS, path = fresh()): JournalWriter {
  const cipher = KINDS[kind];
  return new JournalWriter({ path, description, made: '2030', release: '0', cipher });
}

/** The lines of a journal with four entries, as it was left. */
function written(kind: keyof typeof KINDS, end: 'closed' | 'killed'): string[] {
  const writer = begin(kind);
  for (const entry of ENTRIES) writer.record(entry);
  if (end === 'closed') writer.close();
  else writer.flush();
  return readFileSync(writer.path, 'utf8').split('\n');
}

const isInvalid = (pattern: RegExp, code = 'JOURNAL_INVALID') => {
  return (error: unknown): boolean => {
    assert.ok(error instanceof HostError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, pattern);
    assert.ok(error.next.length > 0);
    return true;
  };
};

for (const kind of ['plain', 'sealed'] as const) {
  const parse = (lines: readonly string[], tail = '') =>
    parseJournal(lines.join('\n') + tail, 'j', KINDS[kind]());
  const without = (lines: readonly string[], count: number) => [...lines.slice(0, -1 - count), ''];

  test(`${kind}: a journal that was closed is known to be whole`, () => {
    const journal = parse(written(kind, 'closed'));
    assert.deepEqual(journal.entries, ENTRIES);
    assert.equal(journal.ending, 'closed');
    assert.equal(journal.sealed, kind === 'sealed');
    assert.equal(journal.cut, false);
    assert.equal(journal.firstLine, 3);
  });

  test(`${kind}: one whose writer was killed is read as far as it goes, and says so`, () => {
    const lines = written(kind, 'killed');
    assert.equal(parse(lines).ending, 'open');
    assert.deepEqual(parse(lines).entries, ENTRIES);
    const shorter = parse(without(lines, 2), lines.at(-2)!.slice(0, 9));
    assert.deepEqual(shorter.entries, ENTRIES.slice(0, 2));
    assert.deepEqual([shorter.ending, shorter.cut], ['open', true]);
  });

  test(`${kind}: whatever is cut off after closing is missed`, () => {
    const lines = written(kind, 'closed');
    for (let count = 1; count <= ENTRIES.length + 1; count++) {
      const there = ENTRIES.length - Math.max(0, count - 1);
      const lack = there === ENTRIES.length ? 'its last line is not there' : `${there} are there`;
      const message = new RegExp(`closed with 4 entries, and ${lack}: its end was cut off`);
      assert.throws(() => parse(without(lines, count)), isInvalid(message), `${count} lines`);
      const half = lines.at(-1 - count)!.slice(0, 9);
      assert.throws(
        () => parse(without(lines, count), half),
        isInvalid(message),
        `${count} and half`,
      );
    }
    assert.throws(() => parse([lines[0]!, '']), isInvalid(/^j:2: /));
  });

  test(`${kind}: lines that were added, moved or changed are named`, () => {
    const lines = written(kind, 'closed');
    const swapped = lines.with(2, lines[3]!).with(3, lines[2]!);
    const gone = lines.toSpliced(2, 1);
    const added = lines.toSpliced(-1, 0, lines[3]!);
    if (kind === 'sealed') {
      assert.throws(() => parse(swapped), isInvalid(/^j:3: was not sealed .* for its place/));
      assert.throws(() => parse(gone), isInvalid(/^j:3: was not sealed/));
    } else {
      assert.throws(() => parse(gone), isInvalid(/closed with 4 entries, and 3 are there/));
    }
    assert.throws(() => parse(added), isInvalid(/^j:8/));
    assert.throws(() => parse(lines.with(3, '["run",')), isInvalid(/^j:4/));
    assert.throws(() => parse(lines.with(1, lines[2]!)), isInvalid(/^j:2/));
  });

  test(`${kind}: a file that cannot be begun is named, one given up is gone`, () => {
    const writer = begin(kind);
    assert.throws(() => begin(kind, writer.path), isInvalid(/cannot begin/, 'INPUT_INVALID'));
    writer.abandon();
    assert.equal(existsSync(writer.path), false);
    assert.throws(
      () => begin(kind, join(root, 'no folder', 'j')),
      isInvalid(/cannot begin/, 'INPUT_INVALID'),
    );
  });
}

const BOOT: Entry = {
  kind: 'boot',
  seed: new Uint8Array(32).fill(1),
  gapFactor: undefined,
  image: new Map([['os/a', new Uint8Array(100).fill(2)]]),
};
const RUN = ENTRIES[0]!;

/** A journal whose files are full after their boot. */
function rotating(path = fresh()): JournalWriter {
  return new JournalWriter({ path, description, made: '2030', release: '0', lengthMax: 100 });
}

test('a file that is full is followed by another at a boot only, and begins with it', () => {
  const writer = rotating();
  for (const entry of [BOOT, RUN, RUN, BOOT, RUN, BOOT]) writer.record(entry);
  writer.close();
  const files = ['', '.1', '.2'].map((end) => readJournal(writer.path + end));
  assert.deepEqual(
    files.map(({ entries }) => entries),
    [[BOOT, RUN, RUN], [BOOT, RUN], [BOOT]],
  );
  assert.deepEqual(new Set(files.map(({ ending }) => ending)), new Set(['closed']));
  assert.equal(existsSync(`${writer.path}.3`), false);
});

test('below its length a file takes further boots', () => {
  const writer = begin('plain');
  for (const entry of [BOOT, RUN, BOOT]) writer.record(entry);
  writer.close();
  assert.deepEqual(readJournal(writer.path).entries, [BOOT, RUN, BOOT]);
  assert.equal(existsSync(`${writer.path}.1`), false);
});

test('a boot whose life passes the length warns once, the next one once again', () => {
  const writer = rotating();
  const words: string[] = [];
  writer.onWarning((line) => words.push(line));
  for (const entry of [BOOT, RUN, RUN]) writer.record(entry);
  assert.equal(words.length, 1);
  assert.match(words[0]!, /has passed 100 bytes; .* bifrons host power-cycle/);
  for (const entry of [BOOT, RUN]) writer.record(entry);
  assert.equal(words.length, 2);
  assert.ok(words[1]!.startsWith(`${writer.path}.1 `));
  writer.close();
});

test('a following file that cannot be made ends the journal, and is reported', () => {
  const writer = rotating();
  const failures: HostError[] = [];
  writer.onFailure((failure) => failures.push(failure));
  writeFileSync(`${writer.path}.1`, 'of somebody else');
  for (const entry of [BOOT, BOOT, RUN]) writer.record(entry);
  writer.close();
  assert.deepEqual(failures, [writer.failure]);
  assert.match(failures[0]!.message, /cannot begin a journal/);
  assert.deepEqual(readJournal(writer.path).entries, [BOOT]);
  assert.equal(readFileSync(`${writer.path}.1`, 'utf8'), 'of somebody else');
});

test('a writer that is killed between its last two writes has closed the journal', () => {
  const lines = written('plain', 'closed').with(1, '["open"]');
  assert.equal(parseJournal(lines.join('\n'), 'j').ending, 'closed');
});

test('a sealed journal reads with its key only', () => {
  const writer = begin('sealed');
  writer.close();
  assert.throws(() => readJournal(writer.path), isInvalid(/encrypted/, 'KEY_NEEDED'));
  const keyless = lineCipher(undefined);
  assert.throws(() => readJournal(writer.path, keyless), isInvalid(/journal/, 'KEY_NEEDED'));
  const wrong = lineCipher(other);
  assert.throws(() => readJournal(writer.path, wrong), isInvalid(/not under/, 'KEY_WRONG'));
  assert.equal(readJournal(writer.path, lineCipher(key)).ending, 'closed');
});

test('a line in plain, and one of another journal of the same key, are refused', () => {
  const [lines, others] = [written('sealed', 'closed'), written('sealed', 'closed')];
  const parse = (changed: readonly string[]) =>
    parseJournal(changed.join('\n'), 'j', lineCipher(key));
  const plain = lines.with(3, '["run",2]');
  assert.throws(() => parse(plain), isInvalid(/^j:4: stands there in plain/));
  assert.throws(
    () => parse(lines.toSpliced(-2, 0, '["run",5]')),
    isInvalid(/^j:7: stands there in plain/),
  );
  assert.throws(() => parse(lines.with(3, others[3]!)), isInvalid(/^j:4: is of another journal/));
  assert.throws(() => parse(lines.with(0, others[0]!)), isInvalid(/^j:2: is of another journal/));
  assert.throws(() => parse(lines.with(3, '{"sealed":')), isInvalid(/^j:4: is not whole/));
  const bare = written('plain', 'closed');
  assert.throws(() => parse(bare.with(3, lines[3]!)), isInvalid(/^j:4: is of another journal/));
});

test('who kept the second line from before the end can hide the end, and nothing else', () => {
  const writer = begin('sealed');
  for (const entry of ENTRIES) writer.record(entry);
  writer.flush();
  const open = readFileSync(writer.path, 'utf8').split('\n')[1]!;
  writer.close();
  const lines = readFileSync(writer.path, 'utf8').split('\n').with(1, open);
  const parse = (changed: readonly string[]) =>
    parseJournal(changed.join('\n'), 'j', lineCipher(key));
  assert.equal(parse(lines).ending, 'closed', 'the last line counts by itself');
  assert.equal(parse([...lines.slice(0, -3), '']).ending, 'open');
  assert.throws(() => parse(lines.toSpliced(3, 1)), isInvalid(/^j:4/));
});

test('a journal of another format is refused by number, and names the release that wrote it', () => {
  const [header] = written('plain', 'closed');
  for (const other of [1, 2, 3, 9]) {
    const changed = header!.replace('"bifronsJournal":4', `"bifronsJournal":${other}`);
    const read = (): unknown => parseJournal([changed, ''].join('\n'), 'j');
    assert.throws(read, isInvalid(new RegExp(`j has format ${other}, this build reads 4`)));
  }
});

test('a line that was changed in its place is found, and so is one that was left out', () => {
  const path = fresh();
  const writer = begin('plain', path);
  for (const entry of ENTRIES) writer.record(entry);
  writer.close();
  const text = readFileSync(path, 'utf8');
  assert.equal(parseJournal(text, path).changed, undefined);
  for (const at of [1, 2, 3, 4]) {
    const changed = text.replace(`["run",${at},`, `["run",${at}5,`);
    assert.equal(parseJournal(changed, path).changed, at - 1);
  }
  const lines = text.split('\n');
  const digit = lines[4]!.at(-3) === '0' ? '1' : '0';
  const check = lines.with(4, lines[4]!.replace(/."\]$/, `${digit}"]`)).join('\n');
  assert.equal(parseJournal(check, path).changed, 2, 'a check that was changed itself');
  [lines[3], lines[4]] = [lines[4]!, lines[3]!];
  assert.equal(parseJournal(lines.join('\n'), path).changed, 1, 'two that changed places');
});
