/** Keys of a description are shown only with the option that names them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseDescription, presets } from '../../src/device/index.ts';
import { bifrons, jsonLines, scratchFolder } from './support/bifrons.ts';
import { deviceFolder, ok } from './support/device-folder.ts';

/** Three keys, each of its own kind. */
function keySet(version: number): Record<string, unknown> {
  const key = (name: number) => `${name}${version.toString(16).padStart(2, '0')}`.repeat(8);
  return { version, enc: key(11), mac: key(12), dek: key(13) };
}

/** A key set everywhere that a description may have one. */
function withKeys(): Record<string, unknown> {
  const document = structuredClone(presets.field) as unknown as {
    containers: Record<string, unknown>[];
  };
  for (const container of document.containers) {
    if (container['kind'] === 'globalplatform') {
      container['keySets'] = [keySet(1)];
      container['securityDomains'] = [
        { name: 'SD', aid: 'A00000015153504101', privileges: '800000', keySets: [keySet(2)] },
      ];
    } else {
      (container['profiles'] as Record<string, unknown>[])[0]!['mnoSdKeys'] = [keySet(3)];
    }
  }
  return document as unknown as Record<string, unknown>;
}

const KEY_FIELDS: readonly string[] = ['enc', 'mac', 'dek', 'key', 'opc', 'unblock'];

/**
 * Every key and unblock code of a document, as it may be printed; eight bytes of one count as a
 * leak. A PIN of four digits would stand in other numbers too.
 */
function keysOf(document: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(document, (name: string, value: unknown) => {
    if (KEY_FIELDS.includes(name) && typeof value === 'string')
      found.push(value.toUpperCase().slice(0, 16));
    return value;
  });
  return found;
}

function assertNone(keys: readonly string[], shown: string, what: string): void {
  for (const key of keys) assert.ok(!shown.toUpperCase().includes(key), `${what} shows ${key}`);
}

/** The answers to lines sent to a control socket, as they come. */
function answersOf(path: string, requests: readonly unknown[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path, () => {
      for (const one of requests) socket.write(`${JSON.stringify(one)}\n`);
    });
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (text.split('\n').length > requests.length) socket.end();
    });
    socket.on('close', () => resolve(text));
  });
}

describe('keys of a description', () => {
  const scratch = scratchFolder();
  after(() => scratch.remove());
  const file = join(scratch.path, 'keys.json');
  const document = withKeys();
  writeFileSync(file, JSON.stringify(document));
  const keys = keysOf(document);

  test('no preset shows one without the option', async () => {
    assert.equal(keys.length, 9);
    for (const [name, preset] of Object.entries(presets)) {
      const described = keysOf(parseDescription(preset));
      assert.notEqual(described.length, 0, name);
      for (const form of [[], ['--json']]) {
        const shown = await bifrons(['topology', '--preset', name, ...form], {
          env: { XDG_DATA_HOME: scratch.path },
        });
        assert.equal(shown.code, 0, shown.stderr);
        assertNone(described, shown.stdout + shown.stderr, `topology of ${name} ${form.join()}`);
      }
    }
  });

  test('no command shows one without the option, nor does the control socket', async () => {
    const { path, ask, up } = deviceFolder();
    const commands: readonly (readonly string[])[] = [
      ['topology'],
      ['host', 'show'],
      ['pairing', 'list'],
      ['pairing', 'set', 'iso7816-3=euicc', '*=ese'],
      ['alias', 'list'],
      ['ruling', 'list'],
      ['state', 'list'],
      ['pcsc', 'status'],
    ];
    const all = async (when: string): Promise<void> => {
      for (const command of commands)
        for (const form of [[], ['--json']]) {
          const shown = await ok(ask(...command, ...form));
          assertNone(keys, shown, `${when}: ${command.join(' ')} ${form.join()}`);
        }
    };
    for (const form of [[], ['--json']])
      assertNone(keys, await ok(ask('up', '--once', '--device', file, ...form)), 'up --once');
    await all('at rest');
    const device = await up();
    await all('up');
    const answers = await answersOf(join(path, 'control.sock'), [
      { id: 1, op: 'topology' },
      { id: 2, op: 'host.insert' },
      { id: 3, op: 'topology', params: { showTestKeys: true } },
    ]);
    const [plain = '', managed = '', requested = ''] = answers.trim().split('\n').toSorted();
    assertNone(keys, plain + managed, 'the socket');
    assert.match(plain, /"enc":"\(16 bytes\)"/);
    for (const key of keys) assert.ok(requested.includes(key), 'and with the parameter, shown');
    await device.stop();
    assertNone(keys, device.stdout, 'up');
  });

  test('--show-test-keys shows them, as a table and as a description that boots', async () => {
    const { ask } = deviceFolder();
    const table = await ok(ask('topology', '--device', file, '--show-test-keys'));
    assert.match(table, /^test keys +euicc +MNO-SD of \S+ +KVN 03 +ENC 1103/m);
    assert.match(table, /^ +ese +ISD +KVN 01 +ENC 1101/m);
    assert.match(table, /^ +ese +SD +KVN 02 +DEK 1302/m);
    const [up] = jsonLines(
      await ok(ask('up', '--once', '--device', file, '--json', '--show-test-keys')),
    );
    assert.deepEqual(parseDescription(up?.['description']), parseDescription(document));
  });
});
