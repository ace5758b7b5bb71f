/**
 * What programs said to a modem, frozen and said again, character by character: lpac's drivers `at`
 * and `at_csim`, pySim's modem transport. The modem is that of a device in this process.
 */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { serveAtPort } from '../../../src/attach/at/index.ts';
import { fromUtf8 } from '../../../src/base/index.ts';
import { createDevice, presets } from '../../../src/index.ts';
import { listFiles } from '../../architecture/project.ts';
import { heardPattern, readAtTranscript } from './at-transcript.ts';

const FOLDER = 'tests/transcripts/at';
const files = listFiles(FOLDER).filter((path) => path.endsWith('.at'));

test('there are AT transcripts to play', () => {
  assert.ok(files.length >= 4);
});

for (const path of files) {
  test(`AT transcript ${path.slice(FOLDER.length + 1)}`, async () => {
    const { preset, seed, link, end, turns } = readAtTranscript(path);
    assert.ok(Object.hasOwn(presets, preset) && turns.length > 0, path);
    const device = await createDevice(presets[preset as keyof typeof presets], {
      seed,
      manner: 'tpdu',
    });
    const said = new PassThrough();
    const heard: string[] = [];
    const modem = device.host.modem(link);
    const served = serveAtPort(modem, said, (bytes) => heard.push(fromUtf8(bytes)));
    for (const turn of turns) {
      said.write(turn.command + end);
      while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.match(heard.splice(0).join(''), heardPattern(turn), turn.command);
    }
    said.end();
    await served;
    await device.close();
  });
}
