#!/usr/bin/env node
/**
 * `npm run demo:esim`: a subscription from order to deletion, offline, with the commands that anyone
 * can type: an SM-DP+, a phone with an eUICC, and a test network. Both sides are shown.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT } from './project.mjs';

const BIN = join(ROOT, 'bin/bifrons.js');
const SUBSCRIBER = join(ROOT, 'examples/subscriber.json');
/** Of the profile that the example describes, and of the phone's first one. */
const ICCID = '8988211990000000005';
const FIRST = '8900101000000000019';
/** Of the eUICC in the preset `field`. */
const EID = '89049032000000000000000000250035';
const START_MS = 60_000;
/** Any that are free. */
const PORTS = ['--port', '0', '--operator-port', '0'];

ensureNodePackages();
ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'bifrons-demo-'));
const env = { ...process.env, XDG_DATA_HOME: join(folder, 'data') };
const running = [];
try {
  await tellStory();
} catch (error) {
  console.error(`\nthe demonstration stopped: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const one of running) one.kill('SIGINT');
  await Promise.all(running.map((one) => one.ended));
  rmSync(folder, { recursive: true, force: true });
}

async function tellStory() {
  title('Certificates of a test issuer, for the server and for the eUICC');
  await bifrons('pki', 'init', 'pki', '--eid', EID, '--server', 'localhost');
  await bifrons('pki', 'import', 'pki', '--preset', 'field', '--output', 'phone.json');

  title('An SM-DP+, with an order for one subscription');
  const server = start('SM-DP+', [
    'smdp',
    SUBSCRIBER,
    '--pki',
    'pki',
    '--data',
    'server',
    ...PORTS,
  ]);
  const [code] = await server.saw(/LPA:1\$\S+/);

  title('A phone with an eUICC');
  const phone = start(
    'phone',
    ['up', '--device', 'phone.json', '--data', 'phone', '--no-pcsc'],
    [],
  );
  await phone.saw(/^links /m);
  await lpa('chip');

  title('The profile is downloaded and enabled');
  await lpa('download', code, '--yes', '--enable');
  await lpa('list');

  title('It registers at a test network');
  await bifrons('host', 'modem', 'attach', '--data', 'phone', '--subscriber', SUBSCRIBER);

  title('Back to the first profile, and the downloaded one is deleted');
  await lpa('enable', FIRST);
  await lpa('delete', ICCID);
  await lpa('list');
  await server.saw(/handleNotification[^]*handleNotification[^]*handleNotification/);
}

function title(text) {
  console.log(`\n== ${text}`);
}

function lpa(name, ...args) {
  return bifrons('lpa', name, ...args, '--data', 'phone');
}

/** Runs a command to its end, and shows it with what it printed. */
async function bifrons(...args) {
  console.log(`\n$ bifrons ${args.map(shown).join(' ')}`);
  const options = { cwd: folder, env, stdio: 'inherit' };
  const child = spawn(process.execPath, [BIN, ...args], options);
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`bifrons ${args[0]} ended with exit code ${status}`);
}

/** Starts a command that stays; of its lines those that fit come with its name. */
function start(name, args, lines = [/./]) {
  console.log(`\n$ bifrons ${args.map(shown).join(' ')} &`);
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env });
  let printed = '';
  const waiting = new Set();
  const take = (text) => {
    printed += `${text}\n`;
    if (lines.some((one) => one.test(text))) console.log(`  ${name} | ${text}`);
    for (const check of waiting) check();
  };
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', take);
  const ended = new Promise((resolve) => child.on('close', resolve));
  const saw = (pattern) =>
    new Promise((resolve, reject) => {
      const end = (act) => {
        clearTimeout(timer);
        waiting.delete(check);
        act();
      };
      const check = () => {
        const found = pattern.exec(printed);
        if (found !== null) end(() => resolve(found));
      };
      const late = () =>
        end(() => reject(new Error(`${name} does not print ${pattern}: ${printed}`)));
      const timer = setTimeout(late, START_MS);
      void ended.then(late);
      waiting.add(check);
      check();
    });
  running.push({ kill: (signal) => child.kill(signal), ended });
  return { saw };
}

function shown(arg) {
  const short = arg.startsWith(ROOT) ? arg.slice(ROOT.length + 1) : arg;
  return /^[\w./:@=-]+$/.test(short) ? short : `'${short}'`;
}
