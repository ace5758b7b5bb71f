/**
 * A process that writes into stores of every kind at once, killed again and again: nothing
 * acknowledged is lost, nothing is torn, no device takes another's.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bigEndian, hex, readBigEndian } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';
import { devicesOf, type Kind, KINDS, openKind, plainImage, seedOf } from './support/kinds.ts';
import { Model, stepsOf } from './support/model.ts';

const WRITER = fileURLToPath(new URL('./support/writer.js', import.meta.url));
const STEPS_MAX = 1_000_000;
const root = mkdtempSync(join(tmpdir(), 'bifrons-kills-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Longest life of a writer once each kind has kept a step; every eighth ends while it opens. */
const LIFE_MS_MAX = 120;
const OPENING_MS_MAX = 240;

/** By `KIND DEVICE`, the last step that was reported as durable. */
type Printed = ReadonlyMap<string, number>;

/** What one device's store must hold. */
class Witnessed {
  readonly #model: Model;
  /** Steps that must be there. */
  least = 0;
  acknowledged = 0;

  constructor(seed: Uint8Array) {
    this.#model = new Model(seed);
  }

  judge(image: ReadonlyMap<string, Uint8Array>, printed: number, where: string): void {
    this.acknowledged += Math.max(0, printed - this.least);
    this.least = Math.max(this.least, printed);
    const steps = stepsOf(image);
    const reported = `${where}: reported ${this.least}, found ${steps}`;
    assert.ok(steps >= this.least, reported);
    assert.deepEqual(plainImage(image), plainImage(this.#model.advance(steps)), reported);
    this.least = steps;
  }
}

test('a writer killed at seeded moments: every store is a whole prefix that holds all it said', async () => {
  const seed = bigEndian(RANDOM_SEED, 6);
  const random = randomStream(seed, 'moments');
  const devices = new Map<string, Witnessed>();
  const rounds = randomCount('kill');
  for (let round = 0; round < rounds; round++) {
    const part = readBigEndian(random.bytes(2)) / 65_536;
    const opening = round % 8 === 7;
    const delayMs = part * (opening ? OPENING_MS_MAX : LIFE_MS_MAX);
    const args = [root, hex(seed), `${STEPS_MAX}`, ...KINDS];
    const printed = await runUntilKilled(args, { opening, delayMs });
    await Promise.all(KINDS.map((kind) => judge(kind, printed, { devices, seed, round })));
  }
  for (const kind of KINDS) {
    const kept = devicesOf(kind).map((name) => devices.get(`${kind} ${name}`)!.acknowledged);
    const all = kept.reduce((sum, one) => sum + one, 0);
    assert.ok(all > rounds / 2, `${kind}: only ${all} steps were acknowledged`);
  }
});

interface Trial {
  readonly devices: Map<string, Witnessed>;
  readonly seed: Uint8Array;
  readonly round: number;
}

async function judge(kind: Kind, printed: Printed, { devices, seed, round }: Trial): Promise<void> {
  const folder = join(root, kind);
  const opened = await openKind(kind, folder);
  for (const [name, { image }] of opened.devices) {
    const place = `${kind} ${name}`;
    let device = devices.get(place);
    if (device === undefined) devices.set(place, (device = new Witnessed(seedOf(seed, name))));
    device.judge(image, printed.get(place) ?? 0, `round ${round}, ${place}`);
  }
  await opened.close();
  // Every other round finds stores that were closed cleanly, the others ones that were not.
  if (round % 2 === 1) rmSync(join(folder, 'seal.json'), { force: true });
}

/** What the writer said was durable before SIGKILL. */
function runUntilKilled(
  args: readonly string[],
  moment: { readonly opening: boolean; readonly delayMs: number },
): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), moment.delayMs);
    if (moment.opening) kill();
    const printed = new Map<string, number>();
    const writing = new Set<string>();
    let failed = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('error')) failed = line;
      const [kind = '', device, step] = line.split(' ');
      const place = `${kind} ${device}`;
      // The first line of a place gives its position.
      if (printed.has(place) && !writing.has(kind)) {
        writing.add(kind);
        if (!moment.opening && writing.size === KINDS.length) kill();
      }
      printed.set(place, Math.max(printed.get(place) ?? 0, Number(step)));
    });
    child.on('error', reject);
    child.on('close', () => (failed === '' ? resolve(printed) : reject(new Error(failed))));
  });
}
