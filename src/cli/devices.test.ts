/** Which devices there are, and which one a command is about. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OUTPUT_SCHEMAS, type OutputName } from '../attach/schemas/index.ts';

const MAIN = fileURLToPath(new URL('../../lib/cli.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'bifrons-devices-'));
const home = join(scratch, 'home');
const environment: NodeJS.ProcessEnv = { ...process.env, XDG_DATA_HOME: home };
const SELECT = '00A4040008A000000151000000';
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env = environment): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    cwd: scratch,
    stdio: 'pipe',
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

function bifrons(...args: readonly string[]): Promise<Ended> {
  return ended(start(args));
}

function bifrons60(...args: readonly string[]): Promise<Ended> {
  return ended(start(args, { ...environment, COLUMNS: '60' }));
}

function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk));
  child.stdin!.end();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

async function up(...args: readonly string[]): Promise<() => Promise<void>> {
  const child = start(['up', '--no-pcsc', ...args]);
  let shown = '';
  child.stdout!.on('data', (chunk: Buffer) => (shown += chunk));
  child.stderr!.on('data', (chunk: Buffer) => (shown += chunk));
  while (!/Ctrl-C ends it/.test(shown)) {
    assert.equal(child.exitCode, null, shown);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  };
}

function linesOf(name: OutputName, { stdout }: Ended): readonly Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const checked = OUTPUT_SCHEMAS[name].safeParse(JSON.parse(line));
      assert.ok(checked.success, `${line}\n${checked.error?.message}`);
      return checked.data as Record<string, unknown>;
    });
}

test('commands that only look leave no folder behind', async () => {
  const looks = [
    ['list'],
    ['topology'],
    ['describe'],
    ['pairing', 'list'],
    ['alias', 'list'],
    ['ruling', 'list'],
    ['state', 'list'],
    ['host', 'show'],
    ['host', 'omapi'],
    ['pcsc', 'status'],
  ];
  for (const args of looks) {
    const { code, stderr } = await bifrons(...args);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    assert.ok(!existsSync(home), args.join(' '));
  }
  for (const args of [['trace'], ['state', 'diff', 'a', 'b'], ['host', 'power-cycle']]) {
    assert.equal((await bifrons(...args)).code, 3, args.join(' '));
    assert.ok(!existsSync(home), args.join(' '));
  }
});

test('init and describe write descriptions that up takes', async () => {
  const made = await bifrons('init', 'mine', '--preset', 'phone', '--json');
  assert.deepEqual(linesOf('init', made), [{ file: 'mine.json', device: 'mine' }]);
  assert.equal(statSync(join(scratch, 'mine.json')).mode & 0o777, 0o600);
  const booted = await bifrons('up', '--once', '--device', 'mine.json', '--no-pcsc', '--json');
  assert.equal(booted.code, 0, booted.stderr);
  assert.match(booted.stdout, /"device":"mine"/);
  const again = await bifrons('init', 'mine');
  assert.equal(again.code, 3);
  assert.match(again.stderr, /INPUT_INVALID: mine\.json is there already/);
  const shown = await bifrons('describe', '--data', join(home, 'bifrons', 'mine'));
  assert.deepEqual(
    JSON.parse(shown.stdout),
    JSON.parse(readFileSync(join(scratch, 'mine.json'), 'utf8')),
  );
  const written = await bifrons('describe', '--preset', 'field', '-o', 'field.json');
  assert.equal(written.code, 0, written.stderr);
  linesOf('describe', await bifrons('describe', '--device', 'field.json', '--json'));
});

test('a new device beside others at rest is noted as new', async () => {
  const note =
    /note: no device is named, so this is a new patent; there are also mine: name one, as/;
  for (const args of [['topology'], ['up', '--once', '--no-pcsc']]) {
    const { code, stderr } = await bifrons(...args);
    assert.equal(code, 0, stderr);
    assert.match(stderr.replaceAll(/\s+/g, ' '), note, args.join(' '));
    const named = await bifrons(...args, '--data', join(home, 'bifrons', 'mine'));
    assert.equal(named.stderr, '');
  }
  assert.equal((await bifrons('topology')).stderr, '', 'it is there now');
  rmSync(join(home, 'bifrons', 'patent'), { recursive: true });
});

test('what topology prints is no description, and the way to one is named', async () => {
  const { stdout } = await bifrons('topology', '--preset', 'field', '--json', '--show-test-keys');
  writeFileSync(join(scratch, 'topology.json'), stdout);
  const { code, stderr } = await bifrons('up', '--once', '--device', 'topology.json');
  assert.equal(code, 3);
  assert.match(stderr, /DESCRIPTION_INVALID: .*topology prints[^]*next: .*bifrons describe/);
});

test('a command without a device is about the one that is up; of several it names them', async () => {
  const elsewhere = join(scratch, 'elsewhere');
  const end = await up('--preset', 'patent', '--data', elsewhere);
  assert.match((await bifrons('topology')).stdout, /elsewhere \(up, process \d+\)/);
  const sent = await bifrons('apdu', '--link', 'spi', SELECT);
  assert.match(sent.stdout, /9000 {2}# normal ending/);
  assert.ok(!existsSync(join(home, 'bifrons', 'patent')), 'no other device was booted');
  const endPhone = await up('--preset', 'phone');
  const listed = linesOf('list', await bifrons('list', '--json'));
  assert.deepEqual(
    listed.map(({ device, state }) => [device, state]),
    [
      ['mine', 'at rest'],
      ['phone', 'up'],
      ['patent', 'up'],
    ],
  );
  const { readers } = listed[1] as { readers: Record<string, string> };
  assert.equal(readers['t0'], 'no reader: --no-pcsc');
  const unclear = await bifrons('topology');
  assert.equal(unclear.code, 2);
  assert.match(unclear.stderr, /several devices are up: [^]*phone,[^]*elsewhere/);
  const [error] = linesOf('error', {
    ...unclear,
    stdout: (await bifrons('topology', '--json')).stderr,
  });
  assert.match(JSON.stringify(error), /"code":"USAGE"/);
  assert.equal((await bifrons('topology', '--preset', 'phone')).code, 0);
  await endPhone();
  await end();
  const states = linesOf('list', await bifrons('list', '--json')).map(({ state }) => state);
  assert.deepEqual(states, ['at rest', 'at rest'], 'the register holds what is up, no more');
});

test('a device that is not up has a code of its own', async () => {
  const { code, stderr } = await bifrons('trace', '--json');
  assert.equal(code, 3);
  assert.match(stderr, /"DEVICE_NOT_UP"/);
});

test('what an entity of the host could not do makes the exit code 1', async () => {
  const at = await bifrons('host', 'at', '--preset', 'patent', 'AT', 'AT+CCHC=9');
  assert.equal(at.code, 1, at.stdout);
  const server = await bifrons(
    'host',
    'server',
    '--preset',
    'patent',
    SELECT,
    '00FF000000',
    SELECT,
  );
  assert.equal(server.code, 1);
  assert.match(server.stdout, /the script ended here: 2 of 3 commands/);
});

test('what only looks at a card that is not there yet leaves no folder', async () => {
  for (const args of [['info'], ['list'], ['get-data', '9F7F']]) {
    const { code, stderr } = await bifrons('gp', ...args, '--preset', 'watch');
    assert.equal(code, 0, stderr);
    assert.ok(!existsSync(join(home, 'bifrons', 'watch')), `gp ${args[0]} made a folder`);
  }
});

test('a modem whose card has no subscription or toolkit says so', async () => {
  const attach = await bifrons('host', 'modem', 'attach', '--preset', 'patent');
  assert.equal(attach.code, 1);
  assert.match(attach.stderr, /note: a card with a subscription: --preset usim-card/);
  const toolkit = await bifrons('host', 'modem', 'toolkit', '--preset', 'patent');
  assert.equal(toolkit.code, 0, toolkit.stderr);
  assert.match(toolkit.stdout, /^# the card has sent no command of its toolkit$/m);
});

test('a modem with a subscriber: what it prints is as its schema says', async () => {
  const preset = ['--preset', 'usim-card', '--json'];
  const attach = await bifrons('host', 'modem', 'attach', ...preset);
  assert.deepEqual([attach.code, linesOf('host', attach)[0]!['state']], [0, 'registered']);
  const other = join(scratch, 'subscriber.json');
  const keys = { algorithm: 'milenage', k: '00'.repeat(16), opc: '00'.repeat(16) };
  writeFileSync(other, JSON.stringify({ imsi: '001010000000099', ...keys }));
  const rejected = await bifrons('host', 'modem', 'attach', ...preset, '--subscriber', other);
  assert.deepEqual([rejected.code, linesOf('host', rejected)[0]!['state']], [1, 'rejected']);
  assert.match(rejected.stderr, /the one of --subscriber FILE/);
  const script = join(scratch, 'toolkit.json');
  const steps = [{ select: 'Toolkit test' }, { expire: 1 }, { expire: 7 }, { envelope: 'D300' }];
  writeFileSync(script, JSON.stringify({ answers: [{ item: 9 }], steps }));
  const toolkit = await bifrons('host', 'modem', 'toolkit', ...preset, '--script', script);
  assert.equal(toolkit.code, 1, 'a timer that does not run, and an envelope that is refused');
  const events = linesOf('host', toolkit).filter((line) => line['event'] !== 'proactive-command');
  assert.deepEqual(events, [
    { event: 'expire', timer: 7, running: false },
    { event: 'envelope', sw: '6A80' },
  ]);
  const read = ['--tar', 'B00000', '00A40000022FE2', '00B000000A'];
  const server = await bifrons('host', 'server', ...preset, ...read);
  assert.equal(server.code, 0);
  const [{ proof } = {}] = linesOf('host', server);
  assert.deepEqual(proof, {
    by: 'response',
    status: 0,
    name: 'ok',
    ran: { commands: 2, sw: '9000', data: '980001010000000006F5' },
  });
});

test('a profile without files is reported to have none', async () => {
  const { code, stdout } = await bifrons('profile', 'tree', 'ISD-P1', '--preset', 'patent');
  assert.equal(code, 0);
  assert.match(stdout, /^no files/);
});

test('a name where a description file must be given is explained', async () => {
  const device = await bifrons('topology', '--device', 'phone');
  assert.equal(device.code, 3);
  assert.match(device.stderr, /for the device of that name: --data \S+phone/);
  assert.match((await bifrons('topology', '--device', 'tv')).stderr, /--preset tv/);
});

test('an error in the arguments fits the width, as its hint does', async () => {
  for (const args of [
    ['ruling', 'add', 'allow'],
    [],
    ['gp'],
    ['apdu', '--link', 'none', '00A40400'],
  ]) {
    const { code, stderr } = await bifrons60(...args);
    assert.notEqual(code, 0);
    for (const line of stderr.split('\n'))
      assert.ok(line.length <= 60 || !/\S \S/.test(line), line);
  }
});

test('wrong usage points to the help of the very command', async () => {
  for (const [args, command] of [
    [['state', 'diff'], 'bifrons state diff'],
    [['up', '--sed', '00'], 'bifrons up'],
    [['completion', 'csh'], 'bifrons completion'],
    [['fly'], 'bifrons'],
  ] as const) {
    const words = await bifrons(...args);
    assert.equal(words.code, 2);
    assert.ok(words.stderr.includes(`(${command} --help shows`), words.stderr);
    const { stderr } = await bifrons(...args, '--json');
    assert.match(stderr, new RegExp(`"next":"${command} --help shows`));
  }
});
