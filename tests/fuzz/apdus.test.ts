/** Changed command APDUs through both real ends of every link of a whole device. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, hex, SECOND, unhex } from '../../src/base/index.ts';
import { type Description, parseDescription, presets } from '../../src/device/index.ts';
import { createHostDevice, type HostDevice, type LinkTerminal } from '../../src/host/index.ts';
import { randomCount } from '../random-counts.ts';
import { ese, m2mEuicc } from '../support/descriptions.ts';
import type { Random } from '../sim/random.ts';
import type { Input } from './corpus.ts';
import { DeviceUnderFuzz } from './device-under-fuzz.ts';
import { fuzz } from './fuzzer.ts';
import { mutate } from './mutate.ts';

/** Scripts for each link. */
const RUNS = randomCount('device') * 20;
const SCRIPT_MAX = 8;
const PATIENCE = 600 * SECOND;
const LINKS = ['t0', 't1', 'spi', 'apdu-gate', 'swp-a', 'swp-b'] as const;
/** What any link answers, whatever came before it: the basic channel exists. */
const PROBE = unhex('0070000001');

/** A script: commands of the corpus, one or two of them changed. */
function changeScript(input: Input, other: Input, random: Random): Input {
  const script = [...input, ...(random.onceIn(2) ? other : [])];
  for (let left = 1 + random.below(2); left > 0; left--) {
    const at = random.below(script.length);
    script[at] = mutate(script[at]!, random.of(other), random);
  }
  return script.slice(-SCRIPT_MAX);
}

class LinkPlayer {
  readonly #link: string;
  readonly #bed: DeviceUnderFuzz;
  #host: HostDevice | undefined;

  constructor(link: string, description?: Description) {
    this.#link = link;
    this.#bed = new DeviceUnderFuzz((device) => {
      this.#host = createHostDevice(device, { manner: 'apdu', seed: unhex('01020304') });
    }, description);
  }

  *play(script: Input): Iterable<string> {
    const terminal = this.#host!.terminal(this.#link);
    terminal.powerOn(this.#bed.now);
    this.#until(() => terminal.ready);
    for (const apdu of script) yield this.#send(terminal, apdu);
    const answer = this.#send(terminal, PROBE);
    assert.match(answer, /^answer (9000|6[0-9A-F]{3})$/, 'a sound command has an answer');
    terminal.powerOff(this.#bed.now);
    this.#host!.poll(this.#bed.now);
    this.#bed.flush();
    yield* this.#bed.check();
  }

  close(): number {
    return this.#bed.close();
  }

  #send(terminal: LinkTerminal, apdu: Bytes): string {
    if (!terminal.ready) {
      terminal.reset(this.#bed.now);
      this.#until(() => terminal.ready);
    }
    terminal.send(apdu);
    let sent = '';
    this.#until(() => {
      const result = terminal.result();
      if (result?.kind === 'answer') {
        assert.ok(result.bytes.length >= 2, `answer ${hex(result.bytes)}`);
        sent = `answer ${hex(result.bytes.slice(-2))}`;
      } else if (result !== undefined) sent = `failed ${result.why.replace(/\d+/g, '#')}`;
      return sent !== '';
    });
    return sent;
  }

  #until(there: () => boolean): void {
    const bed = this.#bed;
    const end = bed.now + PATIENCE;
    for (;;) {
      const did = this.#host!.poll(bed.now);
      if (bed.flush() || did) continue;
      if (there()) return;
      const wake = this.#host!.wakeAt();
      assert.ok(wake !== undefined && wake <= end, `link ${this.#link} does not answer`);
      bed.now = Math.max(bed.now, wake);
    }
  }
}

/** The other architecture of eUICC, and applications in both containers. */
const probe = { name: 'probe', aid: 'A0000005595052424501', module: 'probe', privileges: '180000' };
const machine = parseDescription({
  ...structuredClone(presets.patent),
  containers: [
    m2mEuicc({ mnoSd: 'A0000001514D4E4F01', applications: [probe] }),
    { ...ese, applications: [probe] },
  ],
});

/** The name of its stream of random numbers. */
const kindOf = (one: Description) => (one === machine ? 'machine' : 'card');

/** A UICC, with inputs of its own. */
const testCard = parseDescription(structuredClone(presets['usim-card']));

for (const [link, device, target, description] of [
  ...LINKS.map((link) => [link, 'the preset', 'apdu'] as const),
  ...(['t1', 'swp-a'] as const).map((link) => [link, 'a machine’s chip', 'apdu', machine] as const),
  ...(['t0', 't1'] as const).map((link) => [link, 'a test card', 'uicc', testCard] as const),
]) {
  test(`${RUNS} scripts to ${device} over ${link}: an answer each time, no 6F00`, (t) => {
    const player = new LinkPlayer(link, description);
    const { signatures, found } = fuzz({
      target,
      stream: description === undefined ? link : `${kindOf(description)} ${link}`,
      runs: RUNS,
      file: fileURLToPath(import.meta.url),
      change: changeScript,
      run: (script) => player.play(script),
    });
    const growth = Math.round(player.close() / 1024);
    assert.ok(signatures.has('answer 9000') && signatures.has('answer 6D00'));
    t.diagnostic(`${signatures.size} signatures, ${found.length} found, heap ${growth} KiB`);
  });
}
