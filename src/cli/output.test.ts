/** What is printed fits its width, and stays readable in narrow terminals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table, wrapAt } from './output.ts';
import { asTyped } from './program-name.ts';

const LINKS = [
  ['t0', 'contact', 'T=0', '-> C20', 'reader Virtual PCD 00 00 while up'],
  ['apdu-gate', 'contact', 'APDU gate', '-> C30', 'no reader: run bifrons pcsc install as root'],
];

test('a table is aligned where it has room, then with narrow gaps', () => {
  assert.equal(
    table(LINKS, '  ', 100)[0],
    't0         contact  T=0        -> C20  reader Virtual PCD 00 00 while up',
  );
  const width = table(LINKS, ' ', 200)[1]!.length;
  assert.deepEqual(table(LINKS, '  ', width), table(LINKS, ' ', 200));
});

test('a last cell without room goes below its row, and the columns stay', () => {
  assert.deepEqual(table(LINKS, '  ', 60), [
    't0        contact T=0       -> C20',
    '    reader Virtual PCD 00 00 while up',
    'apdu-gate contact APDU gate -> C30',
    '    no reader: run bifrons pcsc install as root',
  ]);
});

test('no line of a table is wider than its width', () => {
  for (let width = 12; width <= 120; width++)
    for (const line of table(LINKS, '  ', width))
      assert.ok(line.length <= width, `${width}: ${line}`);
});

test('wrapped text keeps its words, and its width', () => {
  const text = 'the device is mute: light sensor; read the trace, and start it again';
  for (const width of [20, 60, 80, 120]) {
    const lines = wrapAt(text, { width, indent: '  ' });
    for (const line of lines) assert.ok(line.length <= width, `${width}: ${line}`);
    assert.equal(lines.map((line) => line.trim()).join(' '), text);
  }
});

test('a command that stands as it is typed stays so', () => {
  const once = asTyped('run bifrons pcsc install', 'npx bifrons');
  assert.equal(once, 'run npx bifrons pcsc install');
  assert.equal(asTyped(once, 'npx bifrons'), once);
  assert.equal(
    asTyped('\u001B[2mbifrons up\u001B[22m', 'npx bifrons'),
    '\u001B[2mnpx bifrons up\u001B[22m',
  );
  assert.equal(asTyped('/usr/lib/bifrons up', 'npx bifrons'), '/usr/lib/bifrons up');
});
