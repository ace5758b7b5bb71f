import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { presets } from '../device/index.ts';
import { OUTPUT_SCHEMAS, type OutputName } from '../attach/schemas/index.ts';

const MAIN = fileURLToPath(new URL('../../lib/cli.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'bifrons-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const environment = { ...process.env, XDG_DATA_HOME: scratch, FORCE_COLOR: '1' };
const SELECT = '00A4040008A000000151000000';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { env: environment, stdio: 'pipe' });
}

function bifrons(args: readonly string[], input = ''): Promise<Ended> {
  const child = start(args);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk));
  child.stdin!.on('error', () => child.stdin!.destroy()).end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** Every line is an object of its published form. */
function assertForm(name: OutputName, text: string): Record<string, unknown>[] {
  const lines = text.trim().split('\n');
  return lines.map((line) => {
    const checked = OUTPUT_SCHEMAS[name].safeParse(JSON.parse(line));
    assert.ok(checked.success, `${name}: ${line}\n${checked.error?.message}`);
    return checked.data as Record<string, unknown>;
  });
}

test('what --json prints is what the published schemas say', async () => {
  const commands: readonly (readonly [OutputName, readonly string[]])[] = [
    ['topology', ['topology']],
    ['up', ['up', '--once', '--no-pcsc']],
    ['topology', ['topology', '--preset', 'field']],
    ['topology', ['topology', '--preset', 'field', '--show-test-keys']],
    ['apdu', ['apdu', '--link', 't0', '--why', '--reset', SELECT]],
    ['apdu', ['apdu', '--link', 't0', '--raw', SELECT]],
    ['host', ['host', 'show']],
    ['host', ['host', 'show', '--preset', 'phone']],
    ['host', ['host', 'at', 'AT+CMEE=1;+CCHC=?']],
    ['host', ['host', 'omapi']],
    ['host', ['host', 'tee', '--next', '1', '--aid', 'A0000001510000', '80CA006600']],
    ['host', ['host', 'nfc', 'tap', SELECT]],
    ['host', ['host', 'server', SELECT]],
    ['pairing', ['pairing', 'list']],
    ['pairing', ['pairing', 'set', 'iso7816-3=C20', 'spi/0=C20', '*=C30']],
    ['alias', ['alias', 'list']],
    ['alias', ['alias', 'add', 'A0000000871002', 'C20', 'A000000152000000']],
    ['ruling', ['ruling', 'list']],
    ['ruling', ['ruling', 'add', 'allow card-lock by spi for C30 of the device']],
    ['ruling', ['ruling', 'reach', 'C20=own']],
    ['state', ['state', 'snapshot', 'one']],
    ['state', ['state', 'list']],
    ['state', ['state', 'fork', 'other']],
    ['state', ['state', 'restore', 'one']],
    ['state', ['state', 'reset']],
    ['pcsc', ['pcsc', 'status']],
  ];
  for (const [name, args] of commands) {
    const { code, stdout, stderr } = await bifrons([...args, '--json']);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    assertForm(name, stdout);
  }
});

test('a report of a device that fails is exit code 1; nothing is kept of the device', async () => {
  const { containers, ...rest } = structuredClone(presets.field);
  const late = containers.map((one) =>
    one.kind === 'euicc' ? { ...one, time: '20500101000000' } : one,
  );
  const file = join(scratch, 'late.json');
  writeFileSync(file, JSON.stringify({ ...rest, name: 'late', containers: late }));
  const options = ['--device', file, '--test-pki', '--group', '4.2.10', '--json'];
  const { code, stdout, stderr } = await bifrons(['report', ...options]);
  assert.equal(code, 1, stderr);
  const lines = assertForm('report', stdout);
  const [first, summary] = [lines[0], lines.at(-1)];
  assert.deepEqual(
    [first?.['group'], first?.['result'], first?.['reason']],
    ['4.2.10', 'fail', 'AuthenticateServer: expected a result, got error 1'],
  );
  assert.match(JSON.stringify(first?.['exchange']), /"sent":"BF38/);
  assert.deepEqual([summary?.['device'], summary?.['failed']], ['late', lines.length - 1]);
  assert.ok(!existsSync(join(scratch, 'bifrons', 'late')));
});

test('errors have a code and say what to do next, in words and as JSON', async () => {
  const words = await bifrons(['apdu', '--link', 'nowhere', '00A40400']);
  assert.equal(words.code, 3);
  assert.match(words.stderr, /^error LINK_UNKNOWN: .*\n {2}next: .*\n$/);
  const json = await bifrons(['up', '--preset', 'nothing', '--json']);
  assert.equal(json.code, 3);
  assertForm('error', json.stderr);
});

test('a running device reports its events as objects, and its trace is followed', async () => {
  const device = start(['up', '--json', '--no-pcsc', '--data', join(scratch, 'life')]);
  let life = '';
  device.stdout!.on('data', (chunk: Buffer) => (life += chunk));
  const seen = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(life)) {
      assert.equal(device.exitCode, null, life);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await seen(/"event":"ready"/);
  const host = ['--data', join(scratch, 'life'), '--json'];
  const [mute] = assertForm('host', (await bifrons(['host', 'tamper', 'x', ...host])).stdout);
  assert.equal((mute?.['mute'] as { code: string } | null)?.code, 'DEVICE_MUTE');
  const [awake] = assertForm('host', (await bifrons(['host', 'power-cycle', ...host])).stdout);
  assert.equal(awake?.['mute'], null);
  const at = ['--data', join(scratch, 'life')];
  await bifrons(['apdu', '--link', 'spi', SELECT, ...at]);
  const trace = await bifrons(['trace', '--json', ...at]);
  const lines = assertForm('trace', trace.stdout);
  assert.ok(lines.some((line) => /common AID: spi is paired with C30/.test(String(line['text']))));
  const ended = new Promise((resolve) => device.once('close', resolve));
  device.kill('SIGTERM');
  assert.equal(await ended, 0);
  const events = assertForm('up', life).map((line) => line['event']);
  assert.deepEqual([...new Set(events)], ['up', 'demonstration', 'ready', 'end']);
});

test('a damaged store is named; a snapshot puts it right and keeps the damaged one', async () => {
  const data = join(scratch, 'damaged');
  const at = ['--data', data, '--json'];
  await bifrons(['up', '--once', '--no-pcsc', '--preset', 'patent', '--data', data]);
  await bifrons(['pairing', 'set', '*=C20', '--data', data]);
  await bifrons(['state', 'snapshot', 'sound', '--data', data]);
  const file = join(data, 'store', 'data.mdb');
  const bytes = readFileSync(file);
  bytes.fill(0x55, 8_192);
  writeFileSync(file, bytes);
  const up = await bifrons(['up', '--once', '--no-pcsc', ...at]);
  assert.equal(up.code, 3);
  assert.match(up.stderr, /STORE_DAMAGED/);
  const list = await bifrons(['state', 'list', ...at]);
  assert.equal(list.code, 3);
  assert.match(list.stdout, /"name":"sound"/, 'the way out is shown all the same');
  const restore = await bifrons(['state', 'restore', 'sound', ...at]);
  assert.equal(restore.code, 0, restore.stderr);
  const [{ aside } = {}] = assertForm('state', restore.stdout);
  assert.deepEqual(readFileSync(join(String(aside), 'data.mdb')), bytes);
  const pairing = await bifrons(['pairing', 'list', '--data', data]);
  assert.match(pairing.stdout, /\* +-> C20/);
});

test('transcripts: from standard input; a mismatch is exit code 1 and named by line', async () => {
  const good = await bifrons(['apdu', '--link', 'spi'], `> ${SELECT}\n< 6F .. 9000\n`);
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stdout, /^# 1 expectation, 0 not met$/m);
  const bad = await bifrons(['apdu', '--link', 'spi', '--json'], `> ${SELECT}\n< 6A82\n`);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /^standard input:2: expected 6A82, got 6F/m);
  const [line] = assertForm('apdu', bad.stdout);
  assert.equal(line?.['met'], false);
  const broken = await bifrons(['apdu', '--link', 'spi'], '? 00\n');
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /INPUT_INVALID: standard input:1/);
});

test('a transcript that names a preset leaves the stored device alone', async () => {
  const data = join(scratch, 'untouched');
  mkdirSync(data);
  const text = `@preset field\n@seed 5\n@link spi\n> ${SELECT}\n< .. 9000\n`;
  const { code, stdout, stderr } = await bifrons(['apdu', '--json'], text);
  assert.equal(code, 0, stderr);
  const again = await bifrons(['apdu', '--json'], text);
  assert.equal(again.stdout, stdout, 'one seed, one answer');
});

test('what apdu prints is a transcript that holds on the same device', async () => {
  const shown = await bifrons(['apdu', '--link', 'spi', '--why', '--reset', SELECT, '80CA006600']);
  assert.match(shown.stdout, /^# route .*: common AID: spi is paired with C30$/m);
  const again = await bifrons(['apdu'], shown.stdout);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^# 2 expectations, 0 not met$/m);
});

test('wrong usage with --json is one object', async () => {
  for (const args of [
    ['frobnicate'],
    ['state'],
    ['topology', '--nothing'],
    ['topology', '--data', ''],
    ['up', '--raw', 't0=99999'],
    ['up', '--time-scale', 'abc'],
    ['up', '--seed', ''],
    ['apdu', '00A40400'],
  ]) {
    const { code, stdout, stderr } = await bifrons([...args, '--json']);
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    const [{ error } = {}] = assertForm('error', stderr);
    assert.equal((error as { code: string }).code, 'USAGE');
  }
});

test('pairing, alias and ruling alone list what there is', async () => {
  for (const name of ['pairing', 'alias', 'ruling'] as const) {
    const bare = await bifrons([name, '--json']);
    assert.equal(bare.code, 0, bare.stderr);
    assert.equal(bare.stdout, (await bifrons([name, 'list', '--json'])).stdout);
  }
});

test('a folder that cannot be looked into is an error, not an empty one', async () => {
  const file = join(scratch, 'no-folder');
  writeFileSync(file, '');
  const { code, stderr } = await bifrons(['topology', '--data', file, '--json']);
  assert.equal(code, 3);
  assert.match(stderr, /"INPUT_INVALID".*ENOTDIR/);
});

test(
  'where no folder can be created, it is reported at once',
  { skip: !existsSync('/proc') },
  async () => {
    const { code, stderr } = await bifrons(['up', '--once', '--data', '/proc/none/such', '--json']);
    assert.equal(code, 3);
    assert.match(stderr, /"INPUT_INVALID".*cannot use the data folder/);
  },
);

test('a refused first boot or reset leaves no folder behind', async () => {
  const data = join(scratch, 'above', 'refused');
  const raw = await bifrons(['up', '--raw', 'none=0', '--data', data, '--json']);
  assert.match(raw.stderr, /LINK_UNKNOWN/);
  const reset = await bifrons(['state', 'reset', '--data', data, '--json']);
  assert.match(reset.stderr, /INPUT_INVALID.*holds no device/);
  assert.ok(!existsSync(join(scratch, 'above')));
});

test('a folder in the place of the control socket is named', async () => {
  const data = join(scratch, 'occupied');
  mkdirSync(join(data, 'control.sock'), { recursive: true });
  const { code, stderr } = await bifrons(['up', '--no-pcsc', '--data', data, '--json']);
  assert.equal(code, 3);
  assert.match(stderr, /"INPUT_INVALID".*control\.sock/);
});

test('a device whose output is closed ends, and releases everything', async () => {
  const data = join(scratch, 'unread');
  const device = start(['up', '--no-pcsc', '--data', data]);
  device.stdout!.once('data', () => device.stdout!.destroy());
  const code = await new Promise((resolve) => device.once('close', resolve));
  assert.equal(code, 0);
  assert.ok(!existsSync(join(data, 'owner')));
  assert.ok(!existsSync(join(data, 'control.sock')));
});

test('topology shows the readers of a running device', async () => {
  const data = join(scratch, 'readers');
  const device = start(['up', '--no-pcsc', '--data', data, '--raw', 'spi=0']);
  let life = '';
  device.stdout!.on('data', (chunk: Buffer) => (life += chunk));
  while (!/Ctrl-C/.test(life)) {
    assert.equal(device.exitCode, null, life);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { stdout } = await bifrons(['topology', '--data', data]);
  assert.match(stdout, / t0 .* no reader: --no-pcsc$/m);
  assert.match(stdout, / spi .* raw socket 127\.0\.0\.1:\d+$/m);
  const ended = new Promise((resolve) => device.once('close', resolve));
  device.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('a T=0 command without its data is 6700, and the card session goes on', async () => {
  const commands = ['0070000001', '80E2910003', '0170800100'];
  const { stdout } = await bifrons(['apdu', '--link', 't0', ...commands, '--json']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { answer?: string });
  const answers = rows.flatMap((row) => row.answer ?? []);
  assert.deepEqual(answers, ['019000', '6700', '9000']);
});

test('wrong usage is exit code 2, with a hint', async () => {
  for (const args of [
    ['frobnicate'],
    ['apdu', '00A40400'],
    ['apdu', '--link', 't0', '0'],
    ['pairing', 'set', 'nonsense'],
    ['alias', 'add', 'A0', 'C20', 'A0'],
    ['ruling', 'add', 'deny everything'],
    ['up', '--preset', 'patent', '--device', 'x.json'],
    ['trace', '--last', 'many'],
    ['pki', 'init', 'pki', '--eid', '12'],
  ]) {
    const { code, stderr } = await bifrons(args);
    assert.equal(code, 2, args.join(' '));
    assert.notEqual(stderr, '', args.join(' '));
  }
});

test('output has no colour when it is no terminal', async () => {
  const { stdout } = await bifrons(['topology']);
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /\x1b/);
});
