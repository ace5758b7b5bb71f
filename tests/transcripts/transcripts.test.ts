/**
 * Every transcript beside this file, played through real link ends on a device of its own. Those
 * under `raw` are what a PC/SC client received, with 61xx and 6Cxx of T=0; the others are as the
 * command line plays them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevice, describeMismatch, parseTranscript, presets } from '../../src/index.ts';
import { listFiles, readProjectFile } from '../architecture/project.ts';

const FOLDER = 'tests/transcripts';

const files = listFiles(FOLDER).filter((path) => path.endsWith('.apdu'));

test('there are transcripts to play', () => {
  assert.ok(files.some((path) => path.startsWith(`${FOLDER}/raw/`)));
  assert.ok(files.some((path) => !path.startsWith(`${FOLDER}/raw/`)));
});

for (const path of files) {
  test(`transcript ${path.slice(FOLDER.length + 1)}`, async () => {
    assert.deepEqual(await play(readProjectFile(path), path), []);
  });
}

test('a mismatch is reported with its line and both values', async () => {
  const reported = await play(
    '@preset patent\n@seed 1\n@link spi\n> 00A4040000\n< 6A82\n',
    'planted',
  );
  assert.equal(reported.length, 1);
  assert.match(reported[0] ?? '', /^planted:\d: expected 6A82, got 6F.*9000$/);
});

/** What was not as expected, in words. */
async function play(text: string, path: string): Promise<readonly string[]> {
  const { preset, seed, steps } = parseTranscript(text, { name: path });
  assert.ok(preset !== undefined && Object.hasOwn(presets, preset), `${path} names a preset`);
  assert.ok(seed !== undefined, `${path} names a seed`);
  for (const step of steps) {
    if (step.kind === 'command') assert.ok(step.expected, `${path}:${step.line} expects an answer`);
  }
  const device = await createDevice(presets[preset as keyof typeof presets], {
    seed,
    manner: path.includes('/raw/') ? 'tpdu' : 'apdu',
  });
  const unmet: string[] = [];
  await device.runTranscript(text, (result) => {
    if (!result.met) unmet.push(describeMismatch(result, path));
  });
  await device.close();
  return unmet;
}
