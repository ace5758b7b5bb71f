/** The public API for browsers, in a real one: the same device, byte for byte, as on Node. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as node from '../../src/index.ts';
import { listFiles, readProjectFile } from '../architecture/project.ts';
import { type Bifrons, openPage, type OpenPage, whyNoBrowser } from './support/browser.ts';

type Preset = keyof typeof node.presets;

const SELECT = '00A4040008A00000015100000000';
const SELECT_ISD_R = '00A4040010A0000005591010FFFFFFFF890000010000';
const GET_EUICC_CHALLENGE = '80E2910003BF2E00';
const PRESETS = Object.keys(node.presets) as Preset[];

/** The AID that both standards require; of a chip with one container, that of its root. */
function selectOfRoot(preset: Preset): string {
  const { containers } = node.presets[preset];
  const [only] = containers;
  if (containers.length > 1 || only === undefined) return SELECT;
  const { aid } = only.kind === 'euicc' ? only.isdR : only.isd;
  return `00A40400${(aid.length / 2).toString(16).padStart(2, '0').toUpperCase()}${aid}00`;
}

interface Exchange {
  readonly link: string;
  readonly answer: string;
  readonly container: string | undefined;
  readonly trace: readonly string[];
}

describe('in headless Chromium', { skip: whyNoBrowser() }, () => {
  let opened: OpenPage;

  before(async () => {
    opened = await openPage();
  });

  after(async () => {
    await opened?.close();
  });

  for (const preset of PRESETS) {
    test(`one SELECT over each link of ${preset} is routed and answered as on Node`, async () => {
      const from = { preset, select: selectOfRoot(preset), seed: 'one seed' };
      const there = await opened.run(selectOverEachLink, from);
      assert.ok(there.length > 0);
      assert.deepEqual(there, await selectOverEachLink(node, from));
      for (const { answer } of there) assert.match(answer, /9000$/);
    });
  }

  test('every transcript is played as it stands', async () => {
    const files = listFiles('tests/transcripts').filter((path) => path.endsWith('.apdu'));
    assert.ok(files.length > 0);
    for (const path of files) {
      const text = readProjectFile(path);
      const { preset, seed } = node.parseTranscript(text, { name: path });
      const unmet = await opened.run(playTranscript, {
        preset: preset as Preset,
        seed: seed!,
        manner: path.includes('/raw/') ? 'tpdu' : 'apdu',
        text,
      });
      assert.deepEqual(unmet, [], path);
    }
  });

  test("without a seed the browser's randomness serves; with a store, its clock", async () => {
    const commands = [SELECT, SELECT_ISD_R, GET_EUICC_CHALLENGE];
    const challenges = await opened.run(challengesInRealTime, commands);
    for (const one of challenges) assert.match(one, /^BF2E128010[0-9A-F]{32}9000$/);
    assert.equal(new Set(challenges).size, challenges.length);
  });

  test('an error is the documented one', async () => {
    assert.equal(
      await opened.run(errorOf, { ...node.presets.patent, name: '' }),
      'DESCRIPTION_INVALID',
    );
  });

  test('nothing of it is refused by a policy that forbids code from text', async () => {
    assert.deepEqual(await opened.errors(), []);
  });
});

/** Runs in the page, and here. */
async function selectOverEachLink(
  { createDevice, presets }: Pick<Bifrons, 'createDevice' | 'presets'>,
  from: { readonly preset: Preset; readonly select: string; readonly seed: string },
): Promise<readonly Exchange[]> {
  const device = await createDevice(presets[from.preset], { seed: from.seed });
  const exchanges: Exchange[] = [];
  for (const { id } of device.links) {
    const trace: string[] = [];
    const stop = device.onTrace((line) => trace.push(line.words()));
    const answer = await device.link(id).transmit(from.select);
    stop();
    const row = device.topology().links.find((one) => one.id === id);
    exchanges.push({ link: id, answer: answer.hex, container: row?.container, trace });
  }
  await device.close();
  return exchanges;
}

/** Runs in the page: what was not as expected, in words. */
async function playTranscript(
  { createDevice, describeMismatch, presets }: Bifrons,
  from: {
    readonly preset: Preset;
    readonly seed: string;
    readonly manner: 'apdu' | 'tpdu';
    readonly text: string;
  },
): Promise<readonly string[]> {
  const device = await createDevice(presets[from.preset], {
    seed: from.seed,
    manner: from.manner,
  });
  const unmet: string[] = [];
  let played = 0;
  await device.runTranscript(from.text, (result) => {
    played++;
    if (!result.met) unmet.push(describeMismatch(result, 'transcript'));
  });
  await device.close();
  return played > 0 ? unmet : ['nothing was played'];
}

/** Runs in the page. */
async function challengesInRealTime(
  { createDevice, memoryStore, presets }: Bifrons,
  commands: readonly string[],
): Promise<readonly string[]> {
  const challenges: string[] = [];
  for (let round = 0; round < 3; round++) {
    const device = await createDevice(presets.patent, { store: memoryStore() });
    let last = '';
    for (const command of commands) last = (await device.link('t1').transmit(command)).hex;
    challenges.push(last);
    await device.close();
  }
  return challenges;
}

/** Runs in the page. */
async function errorOf(
  { createDevice, HostError }: Bifrons,
  source: node.DescriptionInput,
): Promise<string> {
  try {
    await createDevice(source);
  } catch (error) {
    return error instanceof HostError ? error.code : String(error);
  }
  return 'none';
}
