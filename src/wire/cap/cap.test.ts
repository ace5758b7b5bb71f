/** The files were made by seven editions of the reference converter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, concat, hex, isWireError } from '../../base/index.ts';
import {
  CAP_FILES,
  type CapName,
  readCapComponents,
  readCapFile,
} from '../../../tests/support/cap/read-cap.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type CapFile, COMPONENT, emitCapFile, parseCapFile, splitComponents } from './index.ts';

function parsed(source: Bytes): CapFile {
  const file = parseCapFile(source);
  assert.ok(!isWireError(file), JSON.stringify(file));
  return file;
}

for (const name of CAP_FILES) {
  test(`${name} is parsed, and written again byte for byte [JCVM §6.2]`, () => {
    const source = readCapFile(name);
    const file = parsed(source);
    assert.equal(hex(emitCapFile(file)), hex(source));
    assert.equal(file.applets.length, 1);
    assert.equal(hex(file.header.package.aid), hex(file.applets[0]!.aid.subarray(0, 7)));
    assert.ok(file.imports.some(({ aid }) => hex(aid) === 'A0000000620101'));
    assert.equal(file.descriptor!.constantTypes.length, file.constants.length);
  });
}

test('package, applet and imports of a file of format 2.1 [JCVM §6.4] [JCVM §6.6] [JCVM §6.7]', () => {
  const { header, applets, imports } = parsed(readCapFile('BenchInt_jc211'));
  assert.deepEqual([header.major, header.minor, header.name], [2, 1, undefined]);
  const { aid, major, minor } = header.package;
  assert.deepEqual([hex(aid), major, minor], ['F04A434C414203', 1, 0]);
  assert.deepEqual(
    applets.map((one) => [hex(one.aid), one.installOffset]),
    [['F04A434C41420301', 0x16]],
  );
  assert.deepEqual(
    imports.map((one) => [hex(one.aid), one.major, one.minor]),
    [['A0000000620101', 1, 0]],
  );
});

test('a class of format 2.3 has its tokens, an earlier one has none [JCVM §6.9]', () => {
  const classesIn = (name: CapName) =>
    parsed(readCapFile(name)).classes.list.filter((one) => one.kind === 'class');
  const [old, recent] = [classesIn('BenchObj_jc304'), classesIn('BenchObj_jc310')];
  assert.ok(old.length > 2);
  assert.equal(recent.length, old.length);
  for (const one of old) assert.equal(one.tokens, undefined);
  for (const one of recent)
    assert.equal(one.tokens!.mapping.length, one.publicBase + one.publicCount);
});

test('components may come in any order, without Descriptor too [JCVM §6.3]', () => {
  const names = [...readCapComponents('BenchObj_jc222').keys()];
  const inOrder = parsed(readCapFile('BenchObj_jc222', names));
  const turned = parsed(readCapFile('BenchObj_jc222', names.toReversed()));
  assert.deepEqual({ ...turned, components: 0 }, { ...inOrder, components: 0 });
  const fewer = parsed(
    readCapFile(
      'BenchObj_jc222',
      names.filter((name) => name !== 'Descriptor'),
    ),
  );
  assert.equal(fewer.descriptor, undefined);
  assert.deepEqual(fewer.methods, inOrder.methods);
});

/** The file with one component's content changed in place. */
function changed(name: CapName, tag: number, change: (info: Bytes) => void): Bytes {
  const source = readCapFile(name).slice();
  const components = splitComponents(source);
  assert.ok(!isWireError(components));
  change(components.get(tag)!.info);
  return source;
}

for (const { what, source, expected } of [
  {
    what: 'another magic number',
    source: changed('BenchInt_jc305', COMPONENT.HEADER, (info) => (info[0] = 0)),
    expected: /DECAFFED/,
  },
  {
    what: 'format 2.4',
    source: changed('BenchInt_jc305', COMPONENT.HEADER, (info) => (info[4] = 4)),
    expected: /format 2\.1, 2\.2 or 2\.3/,
  },
  {
    what: 'the extended format',
    source: changed('BenchObj_jc310', COMPONENT.HEADER, (info) => (info[6]! |= 8)),
    expected: /compact format/,
  },
  {
    what: 'an applet flag without applets',
    source: changed('BenchInt_jc305', COMPONENT.HEADER, (info) => (info[6]! &= ~4)),
    expected: /no applets, as the header says/,
  },
  {
    what: 'a size that the directory does not say',
    source: changed('BenchInt_jc305', COMPONENT.DIRECTORY, (info) => (info[1]! += 1)),
    expected: /component 1, as the directory says/,
  },
  {
    what: 'an import count that differs',
    source: changed('BenchInt_jc305', COMPONENT.DIRECTORY, (info) => (info[28]! += 1)),
    expected: /3 imported packages/,
  },
  {
    what: 'an install method behind the code',
    source: changed('BenchInt_jc305', COMPONENT.APPLET, (info) => (info[10] = 0xff)),
    expected: /an install method below 804/,
  },
  {
    what: 'a constant of an unknown tag',
    source: changed('BenchInt_jc305', COMPONENT.CONSTANT_POOL, (info) => (info[2] = 7)),
    expected: /a constant of tag 1 to 6/,
  },
  {
    what: 'a constant of a package that is not imported',
    source: changed('BenchInt_jc305', COMPONENT.CONSTANT_POOL, (info) => (info[2 + 4 * 3] = 0x85)),
    expected: /to name one of 2 packages|a constant of tag 1 to 6/,
  },
  {
    what: 'a component twice',
    source: concat(
      readCapFile('BenchInt_jc305'),
      readCapComponents('BenchInt_jc305').get('Applet')!,
    ),
    expected: /one component 3/,
  },
  {
    what: 'a missing component',
    source: readCapFile('BenchInt_jc305', ['Header', 'Directory', 'Applet']),
    expected: /component Import/,
  },
  { what: 'nothing at all', source: new Uint8Array(0), expected: /component Header/ },
  { what: 'an unknown component', source: Uint8Array.of(14, 0, 0), expected: /tag of a component/ },
]) {
  test(`${what} is rejected with the reason`, () => {
    const error = parseCapFile(source);
    assert.ok(isWireError(error), 'it was accepted');
    assert.match(error.expected, expected);
  });
}

test('every cut is rejected at a place inside the file', () => {
  const source = readCapFile('SemProbe_jc304');
  for (let length = 0; length < source.length; length++) {
    const file = parseCapFile(source.subarray(0, length));
    // Without its last component, Descriptor, the file is whole.
    if (!isWireError(file)) assert.equal(file.descriptor, undefined);
    else assert.ok(file.offset <= length, `offset ${file.offset} of ${length}`);
  }
});

test('a damaged file is rejected or written again as it came', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CAP_FILES),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (name, damage) => {
        const source = readCapFile(name).slice();
        for (const [at, byte] of damage) source[at % source.length] = byte;
        const file = parseCapFile(source);
        if (!isWireError(file)) assert.equal(hex(emitCapFile(file)), hex(source));
      },
    ),
    randomRuns('codec'),
  );
});
