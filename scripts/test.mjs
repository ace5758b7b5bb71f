/**
 * `npm test`: installs what is missing, builds, and runs every test.
 *   --only PATTERN  test files whose path contains PATTERN, else tests whose name matches it;
 *                   type errors elsewhere fail the run, but do not stop it
 *   --no-e2e        without the end-to-end tests
 *   --dist DIR      build into another folder than dist
 * The fences (import table, core types, lint, clause table, …) are tests like the rest.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { compile, filesUnder } from './build.mjs';
import {
  BROWSER_PACKAGES,
  ensureDebianPackages,
  ensureNodePackages,
  isRoot,
  PCSC_PACKAGES,
  SOCAT_PACKAGES,
  SPY_PACKAGES,
  WIRESHARK_PACKAGES,
} from './packages.mjs';
import { ROOT, say, stop } from './project.mjs';

/** End-to-end tests that need programs of Debian's: what they name, and what that takes. */
const NEEDS = [
  {
    words: /pcscd|vpcd|opensc-tool|pcsc_scan|pyscard/,
    packages: PCSC_PACKAGES,
    root: true,
    why: 'they start a PC/SC service and that takes root',
  },
  {
    words: /libpcscspy/,
    packages: SPY_PACKAGES,
    root: false,
    why: "they load Debian's libpcscspy, and installing it takes root",
  },
  {
    words: /support\/browser\.ts/,
    packages: BROWSER_PACKAGES,
    root: false,
    why: "they start Debian's Chromium, and installing it takes root",
  },
  {
    words: /support\/tshark\.ts/,
    packages: WIRESHARK_PACKAGES,
    root: false,
    why: "they start Debian's tshark, and installing it takes root",
  },
  {
    words: /\bsocat joins/,
    packages: SOCAT_PACKAGES,
    root: false,
    why: "they start Debian's socat, and installing it takes root",
  },
];
/**
 * Folders whose tests need no process of their own: they are of the core, or run it in virtual time.
 * All tests below such a folder share one, as loading the core takes longer than most of them.
 */
const SHARED =
  /^(src\/(base|wire|crypto|link|os|gp|uicc|rsp|applets|containers|device|host)|tests\/conformance\/[^/]+)\//;
const TEST_NAME = /^\s*(?:await )?test\(\s*(['"`])(.*?)\1/gms;
/** A file that takes longer hangs; the slowest takes a seventh of it on two busy cores. */
const FILE_MS_MAX = 900_000;
const SUMMARY = /^\S* ?(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    'no-e2e': { type: 'boolean', default: false },
    dist: { type: 'string', default: 'dist' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) stop('npm test -- [--only PATTERN] [--no-e2e] [--dist DIR]', 0);

ensureNodePackages();
const sound = compile(values.dist);
if (!sound && values.only === undefined) stop('not run: the build has type errors, see above');

const sources = filesUnder(join(ROOT, 'src'))
  .concat(filesUnder(join(ROOT, 'tests')))
  .map((file) => relative(ROOT, file))
  .filter((file) => file.endsWith('.test.ts'));
const { chosen, byName } = choose(sources, values.only);
const files = leaveOut(chosen);
if (files.length === 0) stop('no test is left to run');
const failed = await runTests(files, byName);
if (!sound) say('the build has type errors, see above');
process.exitCode = sound ? failed : 1;

function choose(all, pattern) {
  const near = values['no-e2e'] ? all.filter((file) => !file.startsWith('tests/e2e/')) : all;
  if (pattern === undefined) return { chosen: near, byName: undefined };
  const inPath = near.filter((file) => file.includes(pattern));
  return inPath.length > 0
    ? { chosen: inPath, byName: undefined }
    : { chosen: near, byName: pattern };
}

/** Names the end-to-end tests that cannot run here, and gives the files that can. */
function leaveOut(all) {
  return NEEDS.reduce((files, need) => leaveOutFor(need, files), all);
}

function leaveOutFor({ words, packages, root, why }, all) {
  const needy = all.filter((file) => file.startsWith('tests/e2e/') && names(file, words));
  if (needy.length === 0) return all;
  if ((isRoot() || !root) && ensureDebianPackages(packages)) return all;
  if (isRoot()) {
    stop(`cannot install ${packages.join(', ')}; run with --no-e2e to leave them out`);
  }
  say(`left out, because ${why}:`);
  for (const file of needy) {
    for (const name of testNames(file)) say(`  ${file}: ${name}`);
  }
  return all.filter((file) => !needy.includes(file));
}

function names(file, words) {
  return words.test(readFileSync(join(ROOT, file), 'utf8'));
}

function testNames(file) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const names = [...text.matchAll(TEST_NAME)].map((found) => found[2]);
  return names.length > 0 ? names : ['every test'];
}

/** Compiled modules that hold the tests of all files, one a process; those of a folder are written. */
function grouped(files) {
  const groups = new Map();
  for (const file of files) {
    const [folder = file] = SHARED.exec(file) ?? [];
    groups.set(folder, [...(groups.get(folder) ?? []), file.replace(/\.ts$/, '.js')]);
  }
  return [...groups].map(([folder, modules]) => {
    if (modules.length === 1) return modules[0];
    const group = join('groups', `${folder.slice(0, -1)}.js`);
    const path = join(ROOT, values.dist, group);
    mkdirSync(dirname(path), { recursive: true });
    const up = relative(dirname(path), join(ROOT, values.dist));
    writeFileSync(path, modules.map((module) => `import '${up}/${module}';\n`).join(''));
    return group;
  });
}

/** Runs the compiled tests; where some fail, the runner's counts are repeated at the end. */
async function runTests(files, byName) {
  const compiled = grouped(files).map((file) => join(values.dist, file));
  const parallel = Math.min(2, availableParallelism());
  const setup = join(ROOT, values.dist, 'tests', 'random-setup.js');
  const args = [
    // Two processes share the cores: threads of the collector in one take them from the other.
    '--single-threaded-gc',
    '--import',
    setup,
    '--test',
    `--test-concurrency=${parallel}`,
    `--test-timeout=${FILE_MS_MAX}`,
    '--test-reporter=spec',
  ];
  if (byName !== undefined) args.push(`--test-name-pattern=${byName}`);
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const runner = spawn(process.execPath, [...args, ...compiled], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...color },
  });
  const code = new Promise((resolve) => runner.on('close', (exit) => resolve(exit ?? 1)));
  const summary = [];
  for await (const line of createInterface({ input: runner.stdout })) {
    process.stdout.write(`${line}\n`);
    if (SUMMARY.test(stripVTControlCharacters(line))) summary.push(line);
  }
  const exit = await code;
  if (exit === 0 && summary.some((line) => line.endsWith('pass 0'))) {
    stop(`no test matches "${byName ?? ''}"`);
  }
  if (exit !== 0) process.stdout.write(`${summary.join('\n')}\n`);
  return exit;
}
