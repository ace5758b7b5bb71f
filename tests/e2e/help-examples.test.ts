/**
 * Every example of every help, run as printed, against a running device. Those that need other
 * programs of Debian's are in help-examples-debian.test.ts.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connectControl } from '../../src/attach/control/index.ts';
import { folderPaths } from '../../src/keep/data-folder/places/index.ts';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { type Examples, helpExamples, NEEDS_DEBIAN, UserComputer } from './support/examples.ts';
import type { Running } from './support/processes.ts';

/** The description of a subscription that the package ships, and its profile. */
const ICCID = '8988211990000000005';
const TABLE =
  "printf 'iccid,imsi,k,opc\\n8988211990000000013,001010000000002,%032d,%032d\\n' 1 2" +
  ' > subscribers.csv';
const SUBSCRIBER = `cp ${join(PROJECT_ROOT, 'examples/subscriber.json')} .`;
const BUILD = 'bifrons profile build subscriber.json --output subscriber.der';
const LOAD = 'bifrons profile load subscriber.der';

/** Files that `bifrons gp` reads: of native modules, of keys. */
const CAP = 'bifrons gp cap probe applet.cap';
const APPLET = join(PROJECT_ROOT, 'tests/fixtures/applets/SemProbe_jc304.cap');
const INSTALLED = [CAP, 'bifrons gp install applet.cap --as F001020304'];
const DOMAIN = 'bifrons gp domain F0010203AA';
const KEYS = 'echo 404142434445464748494A4B4C4D4E4F | tee new.key 1 2 3';
const PEM =
  'node -e "const { privateKey, publicKey } = crypto.generateKeyPairSync(' +
  "'ec', { namedCurve: 'P-256' }); " +
  "fs.writeFileSync('dap.pem', privateKey.export({ type: 'pkcs8', format: 'pem' })); " +
  "fs.writeFileSync('dap-public.pem', publicKey.export({ type: 'spki', format: 'pem' }))\"";

/** What an example needs that its own help does not make: commands to run before. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  '': ['bifrons up --once --no-pcsc --journal journal.jsonl'],
  up: ['bifrons init my-device'],
  init: [],
  describe: [],
  host: [],
  'host at': [],
  'host remove': [],
  'host insert': ['bifrons host remove'],
  'host tamper': [],
  'host nfc enter': [],
  'host nfc send': ['bifrons host nfc enter'],
  'host nfc leave': ['bifrons host nfc enter'],
  'pairing set': [],
  alias: [],
  'alias add': [],
  'alias remove': [],
  'ruling set': [],
  'ruling remove': ["bifrons ruling add 'deny card-terminate by *'"],
  gp: [CAP],
  'gp load': [
    CAP,
    'bifrons gp cap nfc-tag tag.cap',
    'bifrons gp cap building-access door.cap',
    PEM,
    'bifrons gp domain F0010203AA --privileges security-domain,dap-verification',
    'bifrons gp put-key 73 --id 01 --pem dap-public.pem --sd F0010203AA',
    'bifrons gp set-status F0010203AA 0F --sd F0010203AA',
  ],
  'gp install': [CAP],
  applet: [`cp ${APPLET} applet.cap`],
  'applet install': [`cp ${APPLET} applet.cap`],
  'applet verify': [`cp ${APPLET} applet.cap`],
  'applet disasm': [`cp ${APPLET} wallet.cap`],
  'applet assemble': [`bifrons applet disasm ${APPLET} --output wallet.txt`],
  'gp delete': INSTALLED,
  'gp domain': [],
  'gp extradite': INSTALLED,
  'gp update': INSTALLED,
  'gp make-selectable': [CAP, 'bifrons gp install applet.cap --as F001020304 --no-selectable'],
  'gp lock': INSTALLED,
  'gp unlock': [...INSTALLED, 'bifrons gp lock F001020304'],
  'gp set-status': [DOMAIN],
  'gp set-card': [],
  'gp lock-card': [],
  'gp unlock-card': ['bifrons gp lock-card'],
  'gp terminate-card': [],
  'gp put-key': [KEYS, PEM],
  'gp delete-key': [KEYS, 'bifrons gp put-key 31 --new-key @new.key'],
  'gp store-data': [],
  'gp personalize': [
    'bifrons gp cap building-access door.cap',
    'bifrons gp install door.cap --as F001020304',
  ],
  lpa: [],
  'lpa chip': [],
  'lpa list': [],
  'lpa default-dp': [],
  'lpa enable': [],
  'lpa disable': [],
  'lpa nickname': [],
  'lpa download': [],
  'lpa discovery': [],
  'lpa delete': [],
  'lpa reset': [],
  'lpa notifications': [],
  'lpa notifications list': [],
  'lpa notifications send': [],
  'lpa notifications remove': [],
  pki: [],
  'pki init': [],
  'pki import': ['bifrons pki init test-pki'],
  report: [
    'bifrons pki init test-pki --eid 89049032000000000000000000250035',
    'bifrons pki import test-pki --preset field --output esim.json',
  ],
  smdp: ['bifrons pki init test-pki', SUBSCRIBER, BUILD, TABLE],
  smds: ['bifrons pki init test-pki'],
  profile: [SUBSCRIBER],
  'profile load': [SUBSCRIBER, BUILD],
  'profile enable': [SUBSCRIBER, BUILD, LOAD],
  'profile disable': [SUBSCRIBER, BUILD, LOAD, `bifrons profile enable ${ICCID}`],
  'profile delete': [SUBSCRIBER, BUILD, LOAD],
  'profile tree': [SUBSCRIBER, BUILD, LOAD],
  'profile read': [SUBSCRIBER, BUILD, LOAD],
  'profile export': [SUBSCRIBER, BUILD, LOAD],
  'profile build': [SUBSCRIBER, 'bifrons profile build subscriber.json --output test-profile.der'],
  'profile explain': [SUBSCRIBER, BUILD],
  trace: ['bifrons apdu --link spi 80CA006600'],
  'trace import': [],
  state: ['bifrons apdu --link spi $(yes 80CA006600 | head -n 12)'],
  'state snapshot': [],
  'state restore': ['bifrons state snapshot before-test'],
  'state fork': ['bifrons state snapshot before-test'],
  'state diff': ['bifrons state snapshot before-test', 'bifrons state snapshot after-test'],
  'state at': ['bifrons apdu --link spi $(yes 80CA006600 | head -n 12)'],
  'state reset': [],
  replay: [
    'mkdir -p ~/.local/share/bifrons/patent/journal',
    'cp journal.jsonl ~/.local/share/bifrons/patent/journal/2030-01-01T00-00-00-000Z.jsonl',
  ],
  // As fish makes it when it starts first.
  completion: ['mkdir -p ~/.config/fish/completions'],
};

/**
 * Commands whose examples change nothing but the device's memory and the folder they run in: one
 * device is put back before each.
 */
const IN_MEMORY = /^(gp|applet|lpa|profile|pairing|alias|ruling|describe|pki|report)\b/;

/** Examples that stay until Ctrl-C. */
const STAYS = /^bifrons (up(?!.*--once)|smd[ps]|trace .*(--follow|--pcap|--gsmtap))/;
const UP = 'bifrons up --no-pcsc --journal journal.jsonl';

const FIRST = 'first';

/** A computer whose device and folder are as new for each section. */
class ComputerPutBack {
  readonly #computer = new UserComputer();
  #device: Running | undefined;

  async begin(): Promise<void> {
    this.#device = await up(this.#computer);
    const api = await this.#api();
    await api.ask('state.snapshot', { name: FIRST });
    await api.close();
  }

  async run({ command, lines }: Examples): Promise<void> {
    const { work } = this.#computer;
    rmSync(work, { recursive: true });
    mkdirSync(work);
    const api = await this.#api();
    await api.ask('state.restore', { name: FIRST });
    await api.close();
    for (const line of BEFORE[command]!) await this.#computer.well(line);
    await runAll(this.#computer, lines);
  }

  async end(): Promise<void> {
    await this.#device?.stop('SIGINT');
    this.#computer.remove();
  }

  async #api() {
    const { socket } = folderPaths(join(this.#computer.devices, 'patent'));
    return (await connectControl(socket))!;
  }
}

describe('examples of --help', () => {
  const shared = new UserComputer();
  const putBack = new ComputerPutBack();
  let device: Running;
  before(async () => {
    await shared.well('bifrons apdu --preset patent --link spi 00A40400');
    device = await up(shared);
    await putBack.begin();
  });
  after(async () => {
    await device?.stop('SIGINT');
    shared.remove();
    await putBack.end();
  });

  const sections = helpExamples().map(({ command, lines }) => ({
    command,
    lines: lines.filter((line) => !NEEDS_DEBIAN.test(line)),
  }));
  for (const section of sections.filter(({ lines }) => lines.length > 0)) {
    test(`bifrons ${section.command}`, () => {
      if (!(section.command in BEFORE)) return runAll(shared, section.lines);
      return IN_MEMORY.test(section.command) ? putBack.run(section) : runAlone(section);
    });
  }

  test('no example was passed over', () => {
    const lines = helpExamples().flatMap((one) => one.lines);
    assert.ok(lines.length > 90, `${lines.length} examples`);
    const unknown = Object.keys(BEFORE).filter(
      (name) => !sections.some(({ command }) => command === name),
    );
    assert.deepEqual(unknown, []);
  });
});

/** Helps whose own examples boot the device. */
const BOOTS = ['', 'up'];

/** On a computer with a device that is new. */
async function runAlone({ command, lines }: Examples): Promise<void> {
  const computer = new UserComputer();
  const device = BOOTS.includes(command) ? undefined : await up(computer);
  try {
    for (const line of BEFORE[command]!) await computer.well(line);
    if (command === 'trace import') await capture(computer);
    if (command === '') await runWithFirst(computer, lines);
    else await runAll(computer, lines);
  } finally {
    await device?.stop('SIGINT');
    computer.remove();
  }
}

/** The first boots the device that the others are about. */
async function runWithFirst(computer: UserComputer, lines: readonly string[]): Promise<void> {
  const [first = '', ...rest] = lines;
  const device = await up(computer, first);
  await runAll(computer, rest);
  await device.stop('SIGINT');
}

async function runAll(computer: UserComputer, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    if (STAYS.test(line)) await interrupted(computer, line);
    else await computer.well(line);
  }
}

async function up(computer: UserComputer, line = UP): Promise<Running> {
  const device = computer.starts(line);
  await device.saw(/Ctrl-C ends it/);
  return device;
}

/** Starts a line, and ends it by Ctrl-C once it does what it is for. */
async function interrupted(computer: UserComputer, line: string): Promise<void> {
  const running = computer.starts(line);
  const pattern = line.startsWith('bifrons up') ? /Ctrl-C ends it/ : /\S/;
  await running.saw(pattern).catch((error: unknown) => assert.fail(`${line}: ${String(error)}`));
  const { code, stderr } = await running.stop('SIGINT');
  assert.equal(code, 0, `${line}\n${stderr}`);
}

async function capture(computer: UserComputer): Promise<void> {
  const running = computer.starts('bifrons trace --pcap session.pcapng');
  await running.saw(/capturing/);
  await computer.well('bifrons apdu --link t0 00A4040008A000000151000000 80E2910006BF3E035C015A');
  await running.stop('SIGINT');
  cpSync(join(computer.work, 'session.pcapng'), join(computer.work, 'modem.pcap'));
}
