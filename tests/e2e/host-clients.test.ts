/** The host's clients from the command line: modem, applications, NFC reader, server. */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, openSync, constants, symlinkSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ReadStream } from 'node:tty';
import { outputPattern, readAtTranscript } from '../transcripts/at/at-transcript.ts';
import { bifrons, jsonLines } from './support/bifrons.ts';
import { answers, deviceFolder, failed, ok, refused } from './support/device-folder.ts';
import type { Running } from './support/processes.ts';

const COMMON = 'A000000151000000';
const SELECT = `00A4040008${COMMON}`;
const OPEN = `AT+CCHO="${COMMON}"`;
const GET_EID = 'AT+CGLA=1,22,"80E2910006BF3E035C015A"';

describe('the LPA', () => {
  test('a command that the eUICC refuses leaves no channel open [SGP22 §5.7.1]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'field');
    for (let round = 0; round < 2; round++) {
      const error = await refused(ask('lpa', 'enable', 'Alpha subscription', '--json'));
      assert.match(error.message, /enabled already/);
    }
    const opened = await ok(ask('apdu', '--link', 't0', '0070000001', '--json'));
    assert.deepEqual(answers(opened), ['019000']);
    await device.stop('SIGINT');
  });
});

describe('the modem', () => {
  test('answers command lines, and keeps its channels for the next command [M-93]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent');
    assert.equal(await ok(ask('host', 'at', OPEN)), `${OPEN}\n+CCHO: 1\nOK\n`);
    const [row] = jsonLines(await ok(ask('host', 'at', GET_EID, '--json')));
    assert.equal(row?.['link'], 't0');
    assert.equal(row?.['result'], 'OK');
    assert.match(String(row?.['lines']), /^\+CGLA: 46,"BF3E125A10890490320{18}200080.*9000"$/);
    const ended = await failed(ask('host', 'at', 'AT+CCHC=1', 'AT+CMEE=2;+CCHC=1', '--json'));
    const results = jsonLines(ended).map((one) => one['result']);
    assert.deepEqual(results, ['OK', '+CME ERROR: invalid index']);
    await device.stop('SIGINT');
  });

  test('is a serial line on standard input, framed as terminals have it [M-93]', async () => {
    const { path } = deviceFolder();
    const input = `AT\rATE1\rATI\r\nAT+CSIM=10,"0070000001"\n`;
    const sent = await bifrons(['host', 'at', '--data', path, '--preset', 'meter'], { input });
    assert.equal(sent.code, 0, sent.stderr);
    const echoed = `ATI\r\r\nBifrons modem\r\n\r\nOK\r\n\nAT+CSIM=10,"0070000001"\n`;
    const all = `\r\nOK\r\n\r\nOK\r\n${echoed}\r\n+CSIM: 6,"019000"\r\n\r\nOK\r\n`;
    assert.equal(sent.stdout, all);
  });

  test('is not where none sits: said before anything is read', async () => {
    const { ask } = deviceFolder();
    const error = await refused(ask('host', 'at', '--preset', 'tv', '--json'));
    assert.equal(error.code, 'LINK_UNKNOWN');
    assert.match(error.next, /^use one of: .*rich-os at apdu-gate/);
    assert.equal(
      (await refused(ask('host', 'at', '--json', '--link', 't9', 'AT'))).code,
      error.code,
    );
  });
});

/** What a program receives at a modem line, line by line of a frozen exchange. */
async function play(
  path: string,
  say: (text: string) => void,
  received: () => Promise<string>,
): Promise<void> {
  const { turns, end } = readAtTranscript(path);
  for (const turn of turns) {
    say(turn.command + end);
    const expected = outputPattern(turn);
    let text = '';
    while (!expected.test(text)) {
      const more = await received();
      assert.notEqual(more, '', `${turn.command}: only ${JSON.stringify(text)}`);
      text += more;
    }
  }
}

/** The next characters of a stream, or none once it has ended or been silent for too long. */
function listener(stream: Socket | ReadStream): () => Promise<string> {
  const waiting: string[] = [];
  let wake = (): void => {};
  stream.on('data', (chunk: Buffer) => {
    waiting.push(chunk.toString('latin1'));
    wake();
  });
  stream.on('error', () => stream.destroy());
  return async () => {
    if (waiting.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 10_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return waiting.splice(0).join('');
  };
}

function portOf(device: Running): number {
  const found = /modem lines\s+t0\s+127\.0\.0\.1:(\d+)/.exec(device.stdout);
  assert.ok(found, device.stdout);
  return Number(found[1]);
}

const hasTerminals = await import('koffi').then(
  () => existsSync('/dev/ptmx'),
  () => false,
);

describe('bifrons up --at', () => {
  test('a TCP port is a port of the modem; channels are the modem’s [M-93]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent', '--at', 't0=0');
    const sockets = [0, 1].map(() => connect(portOf(device), '127.0.0.1'));
    const [one, other] = sockets.map((socket) => {
      const received = listener(socket);
      return async (line: string) => {
        socket.write(`${line}\r`);
        return received();
      };
    });
    assert.equal(await one!('AT+CMEE=1'), '\r\nOK\r\n');
    assert.equal(await one!(OPEN), '\r\n+CCHO: 1\r\n\r\nOK\r\n');
    assert.match(await other!(GET_EID), /^\r\n\+CGLA: 46,"BF3E[0-9A-F]+"\r\n\r\nOK\r\n$/);
    assert.equal(await ok(ask('host', 'at', 'AT+CCHC=1')), 'AT+CCHC=1\nOK\n');
    assert.equal(await other!('AT+CCHC=1'), '\r\nERROR\r\n', 'its errors are its own');
    assert.equal(await one!('AT+CCHC=1'), '\r\n+CME ERROR: 21\r\n');
    sockets.forEach((socket) => socket.destroy());
    await device.stop('SIGINT');
  });

  test('a modem line leaves the card session to others where it has no channel [M-93]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent');
    await ok(ask('host', 'at', OPEN, 'AT+CCHC=1', 'AT+CSIM=10,"0070000001"'));
    const playFile = join(deviceFolder().path, '..', 'power.apdu');
    writeFileSync(playFile, '@link t0\n@power off\n@power on\n> 0070000001\n< 019000\n');
    await ok(ask('apdu', '--transcript', playFile));
    await device.stop('SIGINT');
  });

  const skip = hasTerminals ? false : 'no koffi or no /dev/ptmx: left out';
  test(
    'a terminal serves lpac’s and pySim’s lines, one program after the other',
    { skip },
    async () => {
      const { path, up } = deviceFolder();
      const place = `${path}-modem`;
      const device = await up('--preset', 'patent', '--at', `t0=${place}`);
      for (const name of ['lpac-chip-info', 'pysim-isd-r', 'lpac-profiles']) {
        const terminal = new ReadStream(openSync(place, constants.O_RDWR | constants.O_NOCTTY));
        const say = (text: string): void => void terminal.write(text);
        await play(`tests/transcripts/at/${name}.at`, say, listener(terminal));
        terminal.destroy();
      }
      await device.stop('SIGINT');
      assert.equal(lstatSync(place, { throwIfNoEntry: false }), undefined, 'gone with the device');
    },
  );

  test('impossible options are rejected before anything starts', async () => {
    const { ask, path } = deviceFolder();
    const up = (...at: string[]) => ask('up', '--json', '--no-pcsc', '--preset', 'patent', ...at);
    assert.equal((await refused(up('--at', 'spi=0'))).code, 'LINK_UNKNOWN');
    assert.equal((await refused(up('--at', 't0=0', '--raw', 't0=0'))).code, 'LINK_UNKNOWN');
    for (const usage of ['t0', 't0=70000']) {
      const { code, stderr } = await up('--at', usage);
      assert.equal(code, 2, `${usage}: ${stderr}`);
    }
    if (hasTerminals) {
      const file = `${path}-file`;
      writeFileSync(file, 'keep');
      assert.equal((await refused(up('--at', `t0=${file}`))).code, 'INPUT_INVALID');
      assert.ok(lstatSync(file).isFile(), 'the existing file is left alone');
      assert.equal((await refused(up('--at', `t0=${file}/modem`))).code, 'INPUT_INVALID');
      const nowhere = await refused(up('--at', `t0=${path}/no/such/folder`));
      assert.equal(nowhere.code, 'INPUT_INVALID');
      const stale = `${path}-stale`;
      symlinkSync('/dev/pts/999', stale);
      await ok(ask('up', '--once', '--no-pcsc', '--preset', 'patent', '--at', `t0=${stale}`));
    }
  });
});

describe('applications', () => {
  test('of the rich OS: readers, a logical channel, the basic one [M-94] [M-52]', async () => {
    const { ask } = deviceFolder();
    const preset = ['--preset', 'phone'];
    const listed = jsonLines(await ok(ask('host', 'omapi', ...preset, '--json')));
    const names = listed.map((one) => `${one['reader']} ${one['link']} ${one['present']}`);
    assert.deepEqual(names, ['eSE1 apdu-gate true', 'SIM1 t0 true', 'SIM2 t1 true']);
    const used = await ok(ask('host', 'omapi', '--aid', COMMON, '80CA006600', '--json'));
    const [opened, answered] = jsonLines(used);
    assert.deepEqual([opened?.['reader'], opened?.['number']], ['eSE1', 1]);
    assert.match(String(opened?.['selectResponse']), /^6F.*9000$/);
    assert.match(String(answered?.['answer']), /^66.*9000$/);
    const classes = ask('host', 'omapi', '--aid', COMMON, 'A0CA006600', '20CA006600', '--json');
    assert.deepEqual(
      jsonLines(await ok(classes)).map((one) => one['answer']),
      [undefined, '6E00', '6E00'],
    );
    const basic = await ok(ask('host', 'omapi', '--basic', '--aid', '', '80CA006600'));
    assert.match(basic, /^# eSE1 at apdu-gate, the basic channel, ATR 3B.*\n# selected: 6F/);
    const sim = await ok(ask('host', 'omapi', '--reader', 'SIM1', '--aid', COMMON, '80CA006600'));
    assert.match(sim, /^# SIM1 at t0, channel 1/);
  });

  test('what an application may not use, or what does not exist, is rejected with a code [M-94]', async () => {
    const { ask } = deviceFolder();
    const omapi = (...args: string[]) => ask('host', 'omapi', '--json', ...args);
    await ok(omapi('--preset', 'phone'));
    const phone = ['--preset', 'phone'];
    for (const [code, args] of [
      ['CHANNEL_UNAVAILABLE', ['--reader', 'SIM1', '--basic', '--aid', COMMON]],
      ['APPLICATION_UNKNOWN', ['--aid', 'A0000009990001']],
      ['COMMAND_FORBIDDEN', ['--aid', COMMON, '0070000001']],
      ['UNSUPPORTED', ['--aid', COMMON, '--p2', '01']],
      ['INPUT_INVALID', ['--aid', 'A0000001']],
      ['INPUT_INVALID', ['--aid', COMMON, 'FFCA006600']],
      ['INPUT_INVALID', ['--aid', COMMON, '80E2000005AA']],
      ['LINK_UNKNOWN', ['--reader', 'eSE9', '--aid', COMMON]],
    ] as const)
      assert.equal((await refused(omapi(...phone, ...args))).code, code, code);
    const meter = deviceFolder();
    const absent = await refused(meter.ask('host', 'tee', '--preset', 'meter', '--json'));
    assert.equal(absent.code, 'LINK_UNKNOWN');
    assert.equal((await omapi(...phone, '--aid', 'xyz')).code, 2);
  });

  test('of the TEE, beside one of the rich OS, and none leaves a channel open [M-95]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'phone');
    for (let round = 0; round < 3; round++) {
      const tee = ask('host', 'tee', '--aid', COMMON, '80CA006600', '--json');
      const rich = ask('host', 'omapi', '--aid', COMMON, '80CA006600', '--json');
      for (const done of [await ok(tee), await ok(rich)]) assert.match(done, /"number":1,/);
    }
    await device.stop('SIGINT');
  });
});

describe('an NFC reader outside', () => {
  test('taps: each type is a link of its own [M-91] [M-96] [M-72] [M-73]', async () => {
    const { ask } = deviceFolder();
    for (const [type, link] of [
      ['A', 'swp-a'],
      ['B', 'swp-b'],
    ] as const) {
      const args = ['--preset', 'phone', '--type', type, '--json'];
      const rows = jsonLines(await ok(ask('host', 'nfc', 'tap', ...args, SELECT)));
      assert.deepEqual(
        rows.map((row) => [row['event'], row['link']]),
        [
          ['enter', link],
          [undefined, link],
          ['leave', link],
        ],
      );
      assert.match(String(rows[0]?.['atr']), /^3B8.8001/);
      assert.match(String(rows[1]?.['answer']), /^6F.*9000$/);
    }
    const car = deviceFolder();
    const wrong = car.ask('host', 'nfc', 'tap', '--preset', 'car', '--type', 'B', '--json', SELECT);
    assert.equal((await refused(wrong)).next, 'use --type A');
  });

  test('enters, stays, and leaves; sessions go with the field [M-96]', async () => {
    const { ask, up } = deviceFolder();
    const nfc = (...args: string[]) => ask('host', 'nfc', ...args, '--json');
    assert.equal((await refused(nfc('enter'))).code, 'DEVICE_NOT_UP');
    const device = await up('--preset', 'phone');
    assert.match((await refused(nfc('send', SELECT))).next, /bifrons host nfc enter/);
    await ok(nfc('enter', '--type', 'B'));
    assert.deepEqual(answers(await ok(nfc('send', '0070000001'))), ['019000']);
    assert.match(answers(await ok(nfc('send', `01${SELECT.slice(2)}`)))[0]!, /9000$/);
    await ok(nfc('enter', '--type', 'A'));
    assert.deepEqual(answers(await ok(nfc('send', `01${SELECT.slice(2)}`))), ['6881']);
    await ok(nfc('leave'));
    assert.equal((await refused(nfc('send', SELECT))).code, 'LINK_DOWN');
    await device.stop('SIGINT');
  });
});

describe('a remote server', () => {
  test('has its script carried out through the modem, up to the first failure [M-90]', async () => {
    const { ask } = deviceFolder();
    const unknown = '00A4040007A0000009990001';
    const script = [SELECT, '80E2910006BF3E035C015A', unknown, SELECT];
    const sent = await failed(ask('host', 'server', '--preset', 'patent', ...script));
    assert.match(sent, /^> 00A4.*\n< 6F.*9000 .*\n> 80E2.*\n< BF3E.*9000 /);
    assert.match(sent, /< 6A82 .*\n# the script ended here: 3 of 4 commands\n$/);
    const rows = answers(await failed(ask('host', 'server', ...script, '--json')));
    assert.equal(rows.length, 3);
  });
});
