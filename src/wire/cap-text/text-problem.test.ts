/** What is wrong with a text is an error with its line and with what to write. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembleCap, isTextProblem } from './index.ts';

const HEAD = 'cap 2.1\npackage F04A434C4142 1.0\n';
const METHOD = `${HEAD}method m stack 0 args 0 locals 0\n`;
for (const { what, text, line, message } of [
  { what: 'nothing', text: '', line: 1, message: /begins with "cap"/ },
  { what: 'another format', text: 'cap 2.4\n', line: 1, message: /2\.4 is not known/ },
  { what: 'a short AID', text: 'cap 2.1\npackage F04A 1.0', line: 2, message: /AID of 2 bytes/ },
  {
    what: 'two packages',
    text: `${HEAD}package F04A434C4142 1.0`,
    line: 3,
    message: /second line/,
  },
  { what: 'an unknown line', text: `${HEAD}klass C`, line: 3, message: /"klass" begins no line/ },
  { what: 'an open block', text: `${HEAD}\nclass C\n`, line: 4, message: /has no end/ },
  { what: 'an unknown instruction', text: `${METHOD}jump L\nend`, line: 4, message: /"jump"/ },
  { what: 'a missing operand', text: `${METHOD}sload\nend`, line: 4, message: /local is missing/ },
  { what: 'a word too many', text: `${METHOD}nop 1\nend`, line: 4, message: /"1" is not expected/ },
  { what: 'a number too large', text: `${METHOD}bspush 128\nend`, line: 4, message: /"128" is no/ },
  { what: 'an unknown label', text: `${METHOD}goto L\nend`, line: 4, message: /no label L/ },
  { what: 'a label twice', text: `${METHOD}L: nop\nL: nop\nend`, line: 5, message: /twice/ },
  {
    what: 'an unknown class',
    text: `${METHOD}new C\nend`,
    line: 4,
    message: /no class is named "C"/,
  },
  {
    what: 'an unknown method',
    text: `${METHOD}invokestatic n\nend`,
    line: 4,
    message: /no method/,
  },
  {
    what: 'a method twice',
    text: `${METHOD}end\nmethod m\nend`,
    line: 5,
    message: /m stands twice/,
  },
  {
    what: 'an unknown package',
    text: `${HEAD}class C extends x.1\nend`,
    line: 3,
    message: /no class/,
  },
  { what: 'a class twice', text: `${HEAD}class C\nend\nclass C\nend`, line: 5, message: /twice/ },
  {
    what: 'no hexadecimal digits',
    text: `${HEAD}raw 12 0G`,
    line: 3,
    message: /"0G" is no content/,
  },
  {
    what: 'a wrong access flag',
    text: `${HEAD}descriptor\nclass none open\nend`,
    line: 4,
    message: /"open"/,
  },
  {
    what: 'a component that is broken',
    text: `${HEAD}raw 8 00`,
    line: 3,
    message: /no CAP file.*Static Field/,
  },
]) {
  test(`${what} is an error at line ${line}`, () => {
    const problem = assembleCap(text);
    assert.ok(isTextProblem(problem), 'it was accepted');
    assert.match(problem.message, message);
    assert.equal(problem.line, line);
    assert.ok(problem.next.length > 0);
  });
}
