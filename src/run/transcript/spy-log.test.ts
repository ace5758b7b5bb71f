import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../base/index.ts';
import { emitTranscript, isSpyLog, parseTranscript, readSpyLog } from './index.ts';

/** As pcsc-lite 1.9.9 writes it: the result in words, and as a number. */
const call = (name: string, lines: readonly string[], result = 0) =>
  [
    `>|1700000000|1|${name}`,
    ...lines,
    `<|1700000000|2|${name}|${result === 0 ? 'Command successful.' : 'Failed.'}|0x0000000${result}`,
  ].map((line) => `7F00AA@${line}`);
const connect = (reader: string, card: string) =>
  call('SCardConnect', ['0x01', reader, '0x02', '0x03', '0x00', '0x00', card, '0x01']);
const transmit = (card: string, command: string, answer: string, result = 0) =>
  call(
    'SCardTransmit',
    [card, '0x01', '0x10', '0x05', command, '0x01', '0x10', '0x02', answer],
    result,
  );

const LOG = [
  ...connect('Reader A', '0x000A'),
  ...transmit('0x000A', '00 A4 04 00 00 ', '6F 00 90 00 '),
  ...transmit('0x000A', '00 A4 04 00 01 ', 'NULL', 8),
  ...call('SCardDisconnect', ['0x000A', '0x00000001']),
].join('\n');

test('a log of the PC/SC spy gives resets, and the commands that were answered', () => {
  assert.ok(isSpyLog(LOG));
  assert.ok(!isSpyLog('@link t0\n> 00A40400\n'));
  const events = readSpyLog(LOG);
  assert.deepEqual(
    events.map((event) =>
      event.kind === 'reset'
        ? [event.reader]
        : [event.reader, hex(event.command), hex(event.answer)],
    ),
    [['Reader A'], ['Reader A', '00A4040000', '6F009000'], ['Reader A']],
  );
});

test('calls of two threads that overlap are kept apart', () => {
  const other = transmit('0x000A', '00 B0 00 00 00 ', '90 00 ').map((line) =>
    line.replace('7F00AA', '7F00BB'),
  );
  const one = transmit('0x000A', '00 A4 04 00 00 ', '6A 82 ');
  const log = [...one.slice(0, 5), ...other, ...one.slice(5)].join('\n');
  const commands = readSpyLog(log).map((event) =>
    event.kind === 'exchange' ? hex(event.command) : '',
  );
  assert.deepEqual(commands, ['00B0000000', '00A4040000']);
});

test('what was recorded is written as a transcript that reads back', () => {
  const steps = readSpyLog(LOG).map((event) => ({ ...event, link: 'spi' }));
  const text = emitTranscript(steps);
  assert.equal(text, '@link spi\n@reset\n> 00A4040000\n< 6F009000\n@reset\n');
  assert.deepEqual(
    parseTranscript(text).steps.map(({ kind }) => kind),
    ['reset', 'command', 'reset'],
  );
});
