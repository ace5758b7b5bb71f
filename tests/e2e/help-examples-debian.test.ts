/**
 * The examples of --help that need other programs, run as printed: pcscd with vsmartcard-vpcd,
 * opensc-tool, the spy library of pcsc-lite, socat.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { helpExamples, NEEDS_DEBIAN, UserComputer } from './support/examples.ts';
import { PcscMachine, whyNoPcsc } from './support/pcsc.ts';
import { eventually, type Running } from './support/processes.ts';

/** opensc-tool loads its PC/SC library by name. */
const SPY_CONFIGURATION =
  'app default { reader_driver pcsc { provider_library = libpcscspy.so.0; } }';
const PTY = /^socat PTY,link=([^,]+),/;

describe('examples of --help with programs of Debian', { skip: whyNoPcsc() }, () => {
  let machine: PcscMachine;
  let computer: UserComputer;
  let device: Running;
  const rest = new Set(helpExamples().flatMap(({ lines }) => lines.filter(isHere)));
  const run = new Set<string>();

  before(async () => {
    machine = await PcscMachine.open();
    computer = new UserComputer((argv) => machine.argv(argv));
    await computer.well('bifrons apdu --preset patent --link t0 00A40400');
  });
  after(async () => {
    await device?.stop('SIGINT');
    await machine?.close();
    computer?.remove();
  });

  test('readers: installed, of a device at rest and up, and removed', async () => {
    const install = examples(/^sudo bifrons pcsc install/);
    for (const line of install) await computer.well(line);
    for (const line of examples(/^sudo bifrons pcsc uninstall/)) await computer.well(line);
    await computer.well(install[0]!);
    await machine.startDaemon();
    device = computer.starts('bifrons up');
    await machine.cards(6);
    for (const line of examples(/^bifrons pcsc status/)) {
      const { stdout } = await computer.well(line);
      assert.match(stdout, /Bifrons patent spi/, line);
    }
  });

  test('the card in a reader of this computer', async () => {
    await computer.well('echo 404142434445464748494A4B4C4D4E4F > card.key');
    for (const line of examples(/^bifrons gp readers|--reader /)) {
      const { stdout } = await computer.well(line);
      assert.notEqual(stdout, '', line);
    }
  });

  test('a log of the spy library of pcsc-lite becomes a transcript that replays', async () => {
    await computer.well(`touch ~/pcsc-spy; echo '${SPY_CONFIGURATION}' > spy.conf`);
    await computer.well('OPENSC_CONF=spy.conf opensc-tool -r 4 -s 00A4040000');
    await computer.well('mv ~/pcsc-spy pcsc-spy.log');
    for (const line of examples(/pcsc-spy/)) {
      const { stdout } = await computer.well(line);
      assert.match(stdout, /^> 00A4040000\n< 6F.*9000$/m);
      await computer.well(`${line} | bifrons apdu`);
    }
  });

  test('socat joins lpac and a link, and makes a serial line of a modem', async () => {
    for (const line of examples(/socat/)) {
      const [, place] = PTY.exec(line) ?? [];
      if (place === undefined) await computer.well(line);
      else await serialLine(line, place);
    }
  });

  test('no example was passed over', () => {
    assert.ok(run.size >= 6, `${run.size} examples`);
    assert.deepEqual(
      [...rest].filter((line) => !run.has(line)),
      [],
    );
  });

  function isHere(line: string): boolean {
    return NEEDS_DEBIAN.test(line);
  }

  /** Those that fit, to be run by the caller. */
  function examples(words: RegExp): readonly string[] {
    const found = [...rest].filter((line) => words.test(line));
    for (const line of found) run.add(line);
    return found;
  }

  async function serialLine(line: string, place: string): Promise<void> {
    const running = computer.starts(line);
    try {
      await eventually('the terminal is there', async () =>
        (await computer.types(`test -e ${place}`)).code === 0 ? true : undefined,
      );
      const ask = `exec 3<>${place}; printf 'AT\\r' >&3; timeout 20 grep -m1 OK <&3`;
      await computer.well(ask);
    } finally {
      await running.stop();
    }
  }
});
