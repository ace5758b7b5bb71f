/** The package as its users have it: installed from the tarball, globally and in a project. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';
import { scratchFolder } from './support/bifrons.ts';
import {
  installGlobally,
  lend,
  packInto,
  projectWith,
  shell,
  well,
  writeFile,
} from './support/package.ts';
import { run, Running } from './support/processes.ts';

const TSC = join(PROJECT_ROOT, 'node_modules', '.bin', 'tsc');
const BIN = join(PROJECT_ROOT, 'bin', 'bifrons.js');

describe('installed from the tarball', () => {
  const scratch = scratchFolder();
  const prefix = join(scratch.path, 'global');
  const project = join(scratch.path, 'project');
  const data = { XDG_DATA_HOME: join(scratch.path, 'data') };
  const onPath = { ...data, PATH: `${join(prefix, 'bin')}:${process.env['PATH']}` };

  before(async () => {
    const tarball = await packInto(scratch.path);
    await installGlobally(tarball, prefix);
    await projectWith(tarball, project);
  });
  after(() => scratch.remove());

  test('globally, bifrons is a command, and what it prints to type works as printed', async () => {
    assert.ok(!existsSync(join(prefix, 'lib/node_modules/bifrons/node_modules/vitest')));
    const bash = { command: 'bash', args: ['-c', 'unset npm_command; exec bifrons up --no-pcsc'] };
    await typeWhatItPrints(
      new Running(bash, { cwd: scratch.path, env: onPath }),
      /^bifrons apdu /,
      {
        cwd: scratch.path,
        env: onPath,
      },
    );
  });

  test('in a project it is npx bifrons, also in what it prints', async () => {
    // As npx starts it; npx itself passes no signal on.
    const up = `npm_command=exec exec node_modules/.bin/bifrons up --no-pcsc --data ../d`;
    const bash = { command: 'bash', args: ['-c', up] };
    const place = { cwd: project, env: data };
    await typeWhatItPrints(new Running(bash, place), /^npx bifrons apdu /, place);
    const help = await well(shell('npx bifrons apdu --help', place));
    assert.match(help.stdout, /^Usage: npx bifrons apdu/);
  });

  test('in a project, a program of each entry runs', async () => {
    const program = `
      import { createDevice, presets } from 'bifrons';
      import * as browser from 'bifrons/browser';
      import { assertSw, runTranscript } from 'bifrons/testing';
      import { createRequire } from 'node:module';
      const schema = createRequire(import.meta.url)('bifrons/schemas/device.schema.json');
      for (const create of [createDevice, browser.createDevice]) {
        const device = await create(presets.patent, { seed: '1' });
        assertSw(await device.link('spi').transmit('00A4040000'), '9000');
        await device.close();
      }
      await runTranscript('@preset patent\\n@link spi\\n> 00A4040000\\n< 6F .. 9000');
      console.log(typeof schema.$schema);
    `;
    writeFile(project, 'program.mjs', program);
    const argv = { command: process.execPath, args: ['program.mjs'] };
    const { stdout } = await well(run(argv, { cwd: project }));
    assert.equal(stdout, 'string\n');
  });

  test('strict TypeScript compiles against it without types of Node, its libraries checked', async () => {
    writeFile(
      project,
      'typed/program.ts',
      `
      import { type Answer, createDevice, presets, type Seed } from 'bifrons';
      import * as browser from 'bifrons/browser';
      import { assertSw, openCard, testDevice } from 'bifrons/testing';
      const seed: Seed = '1';
      await using device = await createDevice(presets.patent, { seed });
      const answer: Answer = await device.link('spi').transmit('00A4040000');
      const [ok, sw, data]: [boolean, number, Uint8Array] = [answer.ok, answer.sw, answer.data];
      assertSw(answer, sw);
      const bytes: Uint8Array = await (await openCard(device.link('t0'))).transmit(data);
      export { browser, bytes, ok, testDevice };
      // @ts-expect-error
      await createDevice(presets.none);
      `,
    );
    const compilerOptions = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      module: 'NodeNext',
      target: 'ES2022',
      types: [],
      noEmit: true,
    };
    const config = { compilerOptions, files: ['program.ts'] };
    writeFile(project, 'typed/tsconfig.json', JSON.stringify(config));
    const argv = { command: TSC, args: ['-p', 'typed'] };
    await well(run(argv, { cwd: project, timeoutMs: 120_000 }));
  });

  test('vitest: matchers, fixture, a transcript, their types; failures show the difference', async () => {
    lend('vitest', project);
    writeFile(project, 'card.test.ts', VITEST);
    const argv = { command: join(PROJECT_ROOT, 'node_modules/.bin/vitest'), args: ['run'] };
    const { code, stdout, stderr } = await run(argv, { cwd: project, timeoutMs: 120_000 });
    assert.equal(code, 1, stderr);
    assert.match(stdout, /Tests {2}2 failed \| 2 passed/);
    assert.match(stdout + stderr, /Expected: +"6F\.\.6A82"/);
    assert.match(stdout + stderr, /card\.apdu:3\n +> 00A4040000\n +- < 6A82\n +\+ < 6F.*9000/);
    assert.match(stdout + stderr, /card\.test\.ts:17:/);
    const compilerOptions = {
      strict: true,
      module: 'NodeNext',
      target: 'ES2022',
      types: ['node'],
      typeRoots: [join(PROJECT_ROOT, 'node_modules/@types')],
      noEmit: true,
    };
    const config = JSON.stringify({ compilerOptions, files: ['card.test.ts'] });
    writeFile(project, 'tsconfig.json', config);
    await well(run({ command: TSC, args: ['-p', '.'] }, { cwd: project, timeoutMs: 120_000 }));
  });

  test('node:test: a device for a test, assertions, a card', async () => {
    writeFile(project, 'node.test.mjs', NODE_TEST);
    const { code, stdout } = await shell('node --test node.test.mjs', { cwd: project });
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^(#|ℹ) pass 1$/m);
    assert.match(stdout, /^(#|ℹ) fail 1$/m);
    assert.match(stdout, /expected the status word 6A82, got 9000 \(normal ending\)/);
  });
});

async function typeWhatItPrints(
  device: Running,
  command: RegExp,
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<void> {
  try {
    const [, printed = ''] = await device.saw(
      /Ctrl-C ends it; in another terminal: (.*)\n/,
      60_000,
    );
    assert.match(printed, command);
    const { stdout } = await well(shell(printed, place));
    assert.match(stdout, /^> 00A40400\n(# .*\n)*< .*9000/m);
  } finally {
    await device.stop('SIGINT');
  }
}

describe('the command that cannot run says what to do', () => {
  const scratch = scratchFolder();
  const bin = join(scratch.path, 'bin', 'bifrons.js');
  before(() => {
    mkdirSync(join(scratch.path, 'bin'));
    copyFileSync(BIN, bin);
    writeFile(scratch.path, 'package.json', '{ "type": "module" }');
  });
  after(() => scratch.remove());

  test('unbuilt: build it', async () => {
    const { code, stderr } = await run({ command: process.execPath, args: [bin] });
    assert.equal(code, 2);
    assert.match(stderr, /^Bifrons is not built: .*\n {2}next: run "npm run build" .*\n$/);
  });

  test('built, without its packages: install them', async () => {
    mkdirSync(join(scratch.path, 'dist/lib'), { recursive: true });
    writeFile(scratch.path, 'dist/lib/cli.js', "import 'commander';\n");
    const { code, stderr } = await run({ command: process.execPath, args: [bin] });
    assert.equal(code, 2);
    assert.match(stderr, /^Bifrons is built, .*commander.*\n {2}next: run "npm ci" .*\n$/);
  });

  test('a fault of the program itself is shown whole', async () => {
    writeFile(scratch.path, 'dist/lib/cli.js', "throw new Error('a fault');\n");
    const { code, stderr } = await run({ command: process.execPath, args: [bin] });
    assert.equal(code, 1);
    assert.match(stderr, /Error: a fault\n +at /);
  });

  test('a Node below the floor is named with the floor, in syntax that any Node reads', async () => {
    for (const [version, isOld] of [
      ['8.17.0', true],
      ['18.20.8', true],
      ['20.18.9', true],
      ['20.19.0', false],
      ['22.0.0', false],
    ] as const) {
      const lie = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
      const args = ['-e', `${lie}; import(${JSON.stringify(pathToFileURL(bin).href)})`];
      const { code, stderr } = await run({ command: process.execPath, args });
      assert.equal(/needs Node 20\.19 or newer; this is Node/.test(stderr), isOld, version);
      assert.equal(code, isOld ? 2 : 1, version);
    }
    const { engines } = JSON.parse(readProjectFile('package.json')) as {
      readonly engines: { readonly node: string };
    };
    assert.equal(engines.node, '>=20.19.0');
    const text = readProjectFile('bin/bifrons.js').replaceAll(/\/\*[^]*?\*\//g, '');
    assert.doesNotMatch(text, /=>|`|\?\.|\?\?|\b(const|let|class|async|await|export)\b|^import /m);
  });

  test('run by a link from elsewhere it finds what it belongs to', async () => {
    const link = join(scratch.path, 'bifrons');
    symlinkSync(BIN, link);
    const { stdout } = await well(run({ command: process.execPath, args: [link, '--version'] }));
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

const VITEST = `
import { test as plain } from 'vitest';
import { deviceTest, expect, openCard, presets } from 'bifrons/testing/vitest';
import { runTranscript, testDevice } from 'bifrons/testing';

const test = deviceTest(presets.patent);
test('matchers and card', async ({ device }) => {
  const answer = await device.link('spi').transmit('00A4040000');
  expect(answer).toHaveSw(0x9000);
  expect(answer).toMatchApdu('6F .. 9000');
  expect(answer).not.toHaveSw('6AXX');
  const card = await openCard(device.link('t0'));
  expect(await card.transmit([0x00, 0xa4, 0x04, 0x00, 0x00])).toHaveSw('9000');
});
test('fails', async ({ device }) => {
  const answer = await device.link('spi').transmit('00A4040000');
  expect(answer).toMatchApdu('6F .. 6A82');
});
plain('a transcript fails', async (t) => {
  const text = '\\n@link spi\\n> 00A4040000\\n< 6A82\\n'.slice(1);
  await runTranscript(text, await testDevice(t), { name: 'card.apdu' });
});
plain('a transcript holds', async () => {
  await runTranscript('@preset field\\n@link spi\\n> 00A4040000\\n< 6F .. 9000');
});
`;

const NODE_TEST = `
import { test } from 'node:test';
import { assertApdu, assertSw, openCard, presets, testDevice } from 'bifrons/testing';

test('a card', async (t) => {
  const card = await openCard((await testDevice(t, presets.phone)).link('spi'));
  assertApdu(await card.transmit(Buffer.from('00A4040000', 'hex')), '6F .. 9000');
});
test('fails', async (t) => {
  const device = await testDevice(t);
  assertSw(await device.link('spi').transmit('00A4040000'), '6A82');
});
`;
