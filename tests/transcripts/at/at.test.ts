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
import { outputPattern, readAtTranscript } from './at-transcript.ts';

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
    const sent = new PassThrough();
    const received: string[] = [];
    const modem = device.host.modem(link);
    const served = serveAtPort(modem, sent, (bytes) => received.push(fromUtf8(bytes)));
    for (const turn of turns) {
      sent.write(turn.command + end);
      while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.match(received.splice(0).join(''), outputPattern(turn), turn.command);
    }
    sent.end();
    await served;
    await device.close();
  });
}
