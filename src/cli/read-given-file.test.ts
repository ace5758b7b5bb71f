/** A missing file or a folder is INPUT_INVALID wherever a command takes a file. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLoadFile } from './gp/load-file.ts';
import { readCertificates } from './gp/key-material.ts';
import { openServers } from './lpa/servers.ts';
import { readPackage } from './profile-source.ts';
import { readGivenFile } from './read-given-file.ts';
import { readJson } from './read-json.ts';
import { readCsv } from './rsp/read-csv.ts';

const scratch = mkdtempSync(join(tmpdir(), 'given-'));
after(() => rmSync(scratch, { recursive: true }));

const READERS: Readonly<Record<string, (path: string) => unknown>> = {
  'any file': (path) => readGivenFile(path, { lengthMax: 16 }),
  'a description': readJson,
  'a table': readCsv,
  'a package': readPackage,
  'a load file': readLoadFile,
  certificates: readCertificates,
  'an issuer of servers': (path) => openServers({ ca: [path], notify: true } as never, []),
};

for (const [name, read] of Object.entries(READERS))
  test(`${name}: a missing file and a folder are INPUT_INVALID`, async () => {
    const refused = {
      name: 'HostError',
      code: 'INPUT_INVALID',
      next: 'give a file that can be read',
    };
    await assert.rejects(async () => read(join(scratch, 'none')), refused);
    await assert.rejects(async () => read(scratch), refused);
  });

test('a file over the bound is refused', () => {
  const path = join(scratch, 'long');
  writeFileSync(path, 'x'.repeat(17));
  assert.throws(() => readGivenFile(path, { lengthMax: 16 }), { code: 'INPUT_INVALID' });
  assert.equal(readGivenFile(path, { lengthMax: 17 }).length, 17);
});

test('a table without a profile is refused, not served', () => {
  const path = join(scratch, 'table.csv');
  writeFileSync(path, 'iccid,imsi,k,opc\n');
  assert.throws(() => readCsv(path), { code: 'INPUT_INVALID', message: /no profile after it/ });
  writeFileSync(path, 'iccid,imsi\n8988211990000000005,001010000000005\n');
  assert.deepEqual(readCsv(path), [{ iccid: '8988211990000000005', imsi: '001010000000005' }]);
});
