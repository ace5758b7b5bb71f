/** CAP files as text: what a disassembly leaves out, an assembly computes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { assembled } from '../../../tests/support/cap/assembled.ts';
import { CAP_FILES, readCapComponents, readCapFile } from '../../../tests/support/cap/read-cap.ts';
import { type Bytes, bytes, concat, hex, isWireError } from '../../base/index.ts';
import {
  type CapFile,
  COMPONENT,
  emitCapFile,
  type Opcode,
  OPCODES,
  type Operand,
  parseCapFile,
  splitComponents,
} from '../cap/index.ts';
import { assembleCap, disassembleCap, isTextProblem } from './index.ts';

function textOf(source: Bytes): string {
  const text = disassembleCap(source);
  assert.ok(typeof text === 'string', JSON.stringify(text));
  return text;
}

function parsed(source: Bytes): CapFile {
  const file = parseCapFile(source);
  assert.ok(!isWireError(file), JSON.stringify(file));
  return file;
}

describe('a disassembly and an assembly give the same bytes [JCVM §6]', () => {
  for (const name of CAP_FILES) {
    test(`${name}, and nothing of it stands in the text as raw bytes`, () => {
      const source = readCapFile(name);
      const text = textOf(source);
      assert.doesNotMatch(text, /^\s*(raw|order|data|bytes|size) /m);
      assert.equal(hex(assembled(text)), hex(source));
    });
  }

  const names = [...readCapComponents('BenchObj_jc310').keys()];
  test('without Descriptor: methods are found by what refers to them', () => {
    const left = readCapFile(
      'BenchObj_jc310',
      names.filter((name) => name !== 'Descriptor'),
    );
    const text = textOf(left);
    assert.match(text, /^size 11 \d+$/m);
    assert.match(text, /^method m5 /m);
    assert.equal(hex(assembled(text)), hex(left));
  });

  test('in another order of components', () => {
    const turned = readCapFile('BenchObj_jc310', names.toReversed());
    assert.match(textOf(turned), /^order 11 /m);
    assert.equal(hex(assembled(textOf(turned))), hex(turned));
  });
});

/** A file of format 2.2 with what files of converters rarely have. */
const REMOTE = `
cap 2.2
package F04A434C4142 2.1 name org/example
import A0000000620001 1.0 as lang
import A0000000620003 1.0 as rmi
signatures 04285329
interface Purse shareable remote extends rmi.0
  name hex:5075
end
class Safe remote extends lang.0
  public from 1 Safe.debit
  implements Purse 1
  remote-name Safe modifier hex:
  remote-method 4660 2 1
  remote-interface Purse
end
method Safe.debit stack 1 args 2 locals 0
  sload_1
  sreturn
end
method helper stack 20 args 0 locals 0
  return
end
statics
  value limit 0102
  array byte table 00FF
  reference last
end
export Safe fields limit methods helper
export Purse
custom 0x90 A00000000101
raw 0x90 CAFE
`;

test('remote classes, exports, custom components of format 2.2 [JCVM §6.9] [JCVM §6.13]', () => {
  const source = assembled(REMOTE);
  const file = parsed(source);
  assert.equal(hex(file.classes.signatures!), '04285329');
  assert.deepEqual(
    file.exports.map((one) => [one.staticFields, one.staticMethods.length]),
    [
      [[4], 1],
      [[], 0],
    ],
  );
  assert.equal(file.header.flags, 2);
  assert.equal(hex(file.components.get(0x90)!.info), 'CAFE');
  assert.equal(file.directory.custom[0]!.size, 2);
  const again = textOf(source);
  assert.doesNotMatch(again, /^raw [^1]\d? /m);
  assert.match(again, /remote-method 4660 2 1/);
  assert.equal(hex(assembled(again)), hex(source));
  assert.equal(hex(emitCapFile(file)), hex(source));
});

test('static resources of format 2.3, with a size of four bytes [JCVM §6.16]', () => {
  const long = '00112233'.repeat(40);
  const text = `cap 2.3\npackage F04A434C4142 1.0\nresource 7 ${long}\nresource 9\n`;
  const source = assembled(text);
  const file = parsed(source);
  const { info, offset } = file.components.get(COMPONENT.STATIC_RESOURCE)!;
  assert.equal(
    hex(source.subarray(offset - 5, offset)),
    `0D000000${info.length.toString(16)}`.toUpperCase(),
  );
  assert.equal(file.directory.sizes[12], info.length);
  assert.deepEqual(
    file.staticResources!.map(({ id, content }) => [id, hex(content)]),
    [
      [7, long],
      [9, ''],
    ],
  );
  assert.equal(hex(assembled(textOf(source))), hex(source));
});

/** Strings, then one class with a static field and a method with a variable and a line. */
const DEBUG = [
  '0005',
  ...['612F4D61696E', '72756E', '73746F7265', '5B42', '2856'].map(
    (one) => (one.length / 2).toString(16).padStart(4, '0') + one,
  ),
  '0000',
  '0001',
  ...['0000', '0001', '0002', 'FFFF', '0000', '00', '0001', '0001'],
  ...['0002', '0003', '0008', '00000000'],
  ...['0001', '0004', '0009', '0001', '02', '0001', '0001', '0001'],
  ...['00', '0002', '0003', '0000', '0001'],
  ...['0000', '0000', '000C'],
].join('');

test('names of a Debug component become names of the text [JCVM §6.15]', () => {
  const text = `cap 2.2\npackage F04A434C4142 1.0\nimport A0000000620001 1.0 as lang
class C extends lang.0\n public m\nend\nstatics\n reference r\nend
method m stack 0 args 0 locals 0\n return\nend\nraw 12 ${DEBUG}`.replace(
    '1.0\nclass',
    '1.0 as lang\nclass',
  );
  const source = assembled(text);
  const { debug } = parsed(source);
  assert.equal(debug!.classes[0]!.methods[0]!.lines[0]!.sourceLine, 12);
  assert.equal(hex(emitCapFile(parsed(source))), hex(source));
  const again = textOf(source);
  assert.match(again, /^class Main extends lang\.0$/m);
  assert.match(again, /^method Main\.run /m);
  assert.match(again, /^ {2}reference Main\.store$/m);
  assert.equal(hex(assembled(again)), hex(source));
});

const OPERANDS: Readonly<
  Record<Exclude<Operand, 'near' | 'far' | 'constant' | 'constant1'>, string>
> = {
  local: '7',
  byte: '-3',
  short: '-300',
  int: '-70000',
  cells: '2 4',
  type: 'byte',
  count: '3',
  token: '5',
};

function lineOf({ name, operands, switch: table }: Opcode): string {
  if (table?.form === 'table') return `${name} L -1 L L`;
  if (table?.form === 'lookup') return `${name} L -5:L 9:L`;
  const kind = /field/.test(name) ? 'C.1' : /static_/.test(name) ? 's' : 'C';
  const reference = /virtual/.test(name) ? 'C.1' : /special|invokestatic/.test(name) ? 'm' : kind;
  const words = operands.map((one) => {
    if (one === 'near' || one === 'far') return 'L';
    return one === 'constant' || one === 'constant1' ? reference : OPERANDS[one];
  });
  if (words[0] === 'byte' && words.length === 2) words[0] = 'object';
  return [name, ...words].join(' ');
}

describe('each instruction is assembled, and written again as it was [JCVM §7.5]', () => {
  for (const opcode of OPCODES) {
    const line = lineOf(opcode);
    test(line, () => {
      const text = `cap 2.1\npackage F04A434C4142 1.0\nimport A0000000620001 1.0 as lang
class C extends lang.0\nend\nstatics\nzero s 2\nend
method m stack 0 args 0 locals 0\nL: nop\n${line}\nend\n`;
      const source = assembled(text);
      assert.equal(parsed(source).methods.code[3], opcode.number);
      const code = /^method.*$\s*([^]*?)^end$/m.exec(textOf(source))![1]!;
      const [target, ...rest] = code.trim().split(/\n\s*/);
      const own = target === 'L0:' ? rest[1] : rest[0];
      const names = (one: string) => one.replaceAll(/\bm0?\b/g, 'm').replaceAll(/\bs0?\b/g, 's');
      assert.equal(
        names(own!)
          .replaceAll('C0', 'C')
          .replaceAll(/\bL0\b/g, 'L')
          .replace('m.', 'm'),
        line,
      );
      assert.equal(hex(assembled(textOf(source))), hex(source));
    });
  }
});

test('a branch that is out of reach, and the one that reaches [JCVM §7.5.31]', () => {
  const text = (name: string) => `cap 2.1\npackage F04A434C4142 1.0
method m stack 0 args 0 locals 0\n${name} L\n${'nop\n'.repeat(200)}L: return\nend`;
  const near = assembleCap(text('goto'));
  assert.ok(isTextProblem(near));
  assert.deepEqual([near.line, near.message], [4, 'L is 202 bytes away']);
  assert.match(near.next, /_w/);
  const far = assembled(text('goto_w'));
  assert.equal(hex(parsed(far).methods.code.subarray(2, 5)), 'A800CB');
});

test('constants of one byte come first, and a caught class is never index 0 [JCVM §6.8]', () => {
  const file = parsed(
    assembled(`cap 2.1\npackage F04A434C4142 1.0\nimport A0000000620001 1.0 as lang
class C extends lang.0\nfields 1\nend
method m stack 1 args 1 locals 0
from: new lang.1
to: pop
getfield_a_this C.0
h: areturn
handler from to h lang.1
handler from to h any
end
method n stack 0 args 0 locals 0
a: nop
b: return
handler a b b lang.2
end`),
  );
  assert.deepEqual(
    file.constants.map(({ tag, first, second }) => [tag, first, second]),
    [
      [2, 0, 0],
      [1, 0x8001, 0],
      [1, 0x8002, 0],
    ],
  );
  assert.deepEqual(
    file.methods.handlers.map((one) => [one.catchTypeIndex, one.activeLength]),
    [
      [1, 3],
      [0, 0x8003],
      [2, 0x8001],
    ],
  );
  // Handlers at 7 and 23, not the one for any exception at 15; then the instruction.
  assert.equal(hex(file.references.wordIndices), '07' + '10' + '05');
  assert.equal(hex(file.references.byteIndices), '20');
});

test('each component that is cut by each number of bytes is an error in that component', () => {
  for (const name of ['BenchObj_jc222', 'BenchInt_jc310'] as const) {
    const components = splitComponents(readCapFile(name));
    assert.ok(!isWireError(components));
    for (const { tag, info } of components.values()) {
      const before = [...components.values()].filter((one) => one.tag !== tag);
      for (let length = 0; length < info.length; length++) {
        const head = bytes(tag, length >> 8, length & 0xff);
        const own = concat(head, info.subarray(0, length));
        const source = concat(own, ...before.map((one) => component(one.tag, one.info)));
        const error = parseCapFile(source);
        assert.ok(isWireError(error), `component ${tag} of ${length} bytes`);
        assert.ok(error.offset <= source.length);
      }
    }
  }
});

function component(tag: number, info: Bytes): Bytes {
  return concat(bytes(tag, info.length >> 8, info.length & 0xff), info);
}

test('each byte of a file that is one off is rejected at a place, or stands as it is', () => {
  const whole = readCapFile('BenchShort_jc310');
  for (let at = 0; at < whole.length; at++) {
    for (const step of [1, 0xff]) {
      const source = whole.slice();
      source[at]! += step;
      const file = parseCapFile(source);
      if (isWireError(file)) assert.ok(file.offset <= source.length && file.expected.length > 0);
      else assert.equal(hex(emitCapFile(file)), hex(source), `byte ${at}`);
    }
  }
});

test('a damaged file is rejected, or its text gives the same bytes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CAP_FILES.filter((one) => one.startsWith('BenchShort'))),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (name, damage) => {
        const source = readCapFile(name).slice();
        for (const [at, byte] of damage) source[at % source.length] = byte;
        const text = disassembleCap(source);
        if (typeof text === 'string') assert.equal(hex(assembled(text)), hex(source));
      },
    ),
    randomRuns('capText'),
  );
});

test('a damaged text is assembled or rejected with a line of it', () => {
  const text = textOf(readCapFile('BenchShort_jc304'));
  const lines = text.split('\n');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('', '-', '@9', '.', '99999', '#3')), {
        minLength: 1,
        maxLength: 3,
      }),
      (damage) => {
        const changed = [...lines];
        for (const [at, word, replacement] of damage) {
          const words = changed[at % lines.length]!.split(' ');
          words[word % words.length] = replacement;
          changed[at % lines.length] = words.join(' ');
        }
        const made = assembleCap(changed.join('\n'));
        if (isTextProblem(made)) assert.ok(made.line >= 1 && made.line <= lines.length);
      },
    ),
    randomRuns('capText'),
  );
});
