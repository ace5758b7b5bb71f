/** What `bifrons gp` reads and draws: archives, keys, the bar of a load. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { hex, HostError, unhex, utf8 } from '../../base/index.ts';
import { NATIVE_MODULES } from '../../device/index.ts';
import { summarizeLoadFile } from '../../host/off-card/index.ts';
import { emitArchive, readArchive } from './archive.ts';
import { readCertificates, readKey, readPem } from './key-material.ts';
import { readLoadFile, writeCap } from './load-file.ts';
import { barLine } from '../progress-bar.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-gp-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const ALL = { reads: () => true, lengthMax: 1_000_000 };

test('an archive reads as it was written, also by another program', () => {
  const files = [
    { path: 'a/javacard/Header.cap', content: unhex('0102') },
    { path: 'b', content: utf8('second') },
    { path: 'empty', content: unhex('') },
  ];
  const archive = emitArchive(files);
  const read = readArchive(archive, ALL);
  assert.deepEqual(
    read.map(({ path, content }) => [path, hex(content)]),
    files.map(({ path, content }) => [path, hex(content)]),
  );
  const path = join(scratch, 'a.zip');
  writeFileSync(path, archive);
  const script = [
    'import zipfile, sys',
    'z = zipfile.ZipFile(sys.argv[1])',
    "print(z.testzip(), z.read('b').decode())",
  ].join('\n');
  const other = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
  if (other.error === undefined) assert.equal(other.stdout, 'None second\n', other.stderr);
});

test('an archive that is cut or spoilt is an error, never a crash', () => {
  const whole = emitArchive([{ path: 'x', content: utf8('content of a file') }]);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => readArchive(whole.subarray(0, length), ALL), isInvalid);
  }
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const spoilt = Buffer.from(whole);
      spoilt[at] = value;
      try {
        readArchive(spoilt, ALL);
      } catch (error) {
        assert.ok(isInvalid(error), String(error));
      }
    }),
    randomRuns('codec'),
  );
});

function isInvalid(error: unknown): boolean {
  return error instanceof HostError && error.code === 'INPUT_INVALID';
}

test('every native module has a CAP file that names it', () => {
  for (const module of NATIVE_MODULES) {
    const path = join(scratch, `${module}.cap`);
    const block = writeCap(module, path);
    assert.equal(hex(readLoadFile(path)).length, hex(block).length);
    assert.ok(summarizeLoadFile(readLoadFile(path)).modules.length > 0, module);
  }
  assert.throws(() => writeCap('none', join(scratch, 'none.cap')), isInvalid);
});

test('what is wrong with a key never shows it', () => {
  const path = join(scratch, 'key');
  writeFileSync(path, '0011223344\n');
  assert.equal(hex(readKey(`@${path}`, '--key')), '0011223344');
  for (const wrong of ['C0FFEEX', 'ABC', '']) {
    assert.throws(
      () => readKey(wrong, '--key'),
      (error) => isInvalid(error) && (wrong === '' || !(error as Error).message.includes(wrong)),
    );
  }
  writeFileSync(path, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  assert.throws(() => readPem(path, '--pem'), isInvalid);
});

test('certificates: none is an error', async () => {
  const path = join(scratch, 'certificates');
  writeFileSync(path, '');
  await assert.rejects(readCertificates(path), isInvalid);
  writeFileSync(path, unhex('7F210101'));
  assert.deepEqual((await readCertificates(path)).map(hex), ['7F210101']);
});

test('the bar of a load fits its line', () => {
  const progress = { step: 'load', done: 15_000, total: 20_000 };
  for (let width = 40; width < 160; width++) {
    const line = barLine(progress, width);
    assert.ok(line.length < width, `${width}: ${line}`);
    assert.match(line, /^load \[#+-+\] {2} 75 % {2}14\.6 of 19\.5 KiB$/);
  }
  assert.match(barLine({ step: 'load', done: 0, total: 0 }, 80), /100 %/);
});
