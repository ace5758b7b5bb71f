/** Every transcript of the line beside this file, against the card end of a device of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../src/base/index.ts';
import { listFiles, readProjectFile } from '../architecture/project.ts';
import { parseLineFile } from './line-file.ts';
import { playLine } from './play-line.ts';

const FOLDER = 'tests/lines';
const files = listFiles(FOLDER).filter((path) => path.endsWith('.line'));

test('there are transcripts of every kind of link', () => {
  const links = files.map((path) => parseLineFile(readProjectFile(path), path).link);
  assert.deepEqual([...new Set(links)].toSorted(), ['spi', 'swp', 't0', 't1']);
});

for (const path of files) {
  test(`line ${path.slice(FOLDER.length + 1)}`, () => {
    const file = parseLineFile(readProjectFile(path), path);
    const first = playLine(file, path);
    assert.deepEqual(first.unmet, []);
    assert.equal(hex(playLine(file, path).sent), hex(first.sent), 'a seed fixes every byte');
  });
}

const ANSWER = '3B979681B1FE453F07828031E073FE21DF12';
const HEAD = `@stack planted 1
@preset patent
@link t1
@interface {"atr": "${ANSWER}"}
@seed 01
@power on
`;
const ATR = `< ${ANSWER}\n`;

test('a mismatch is reported with its line and both values', () => {
  const text = `${HEAD}${ATR}> 00C101FE3E\n< 00E101FEXX\n> 00C101FE3E\n< 00E101FF1E\n`;
  const { unmet } = playLine(parseLineFile(text, 'planted'), 'planted');
  assert.deepEqual(unmet, ['planted:11: expected 00E101FF1E, got 00E101FE1E']);
});

test('unexpected output of the card is reported, and so is missing output', () => {
  const text = `${HEAD}> 00C101FE3E\n${ATR}< 00\n`;
  const { unmet } = playLine(parseLineFile(text, 'planted'), 'planted');
  assert.deepEqual(unmet.length, 3);
  assert.match(unmet[0] ?? '', /^planted:7: the card says 3B97.* besides$/);
  assert.match(unmet[2] ?? '', /^planted:9: expected 00, got silence$/);
});
