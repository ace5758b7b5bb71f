import type { Command } from 'commander';
import type { AtModem } from '../../attach/at/index.ts';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { ModemModel } from '../../host/index.ts';
import { type WhereOptions, withModemModel, withWhere } from '../options.ts';
import type { Output } from '../output.ts';

interface AtOptions extends WhereOptions {
  readonly link?: string;
  readonly modem?: ModemModel;
}

export function defineHostAt(host: Command): void {
  withWhere(host.command('at'))
    .description('send AT commands to a modem')
    .argument('[lines...]', 'command lines; without any, standard input is a serial line')
    .option('-l, --link <name>', "the modem's link (default: the first modem)")
    .addOption(withModemModel())
    .addHelpText(
      'after',
      `
Supports AT, E, I, Z, &F, Q0, V1, +CMEE, +CGMI, +CGMM, +CSIM, +CCHO, +CGLA, +CCHC, and for a UICC
+CIMI, +CCID, +CPIN, +CLCK, +CPWD, +CRSM; +CFUN registers at a test network with the description's
subscribers; +CREG, +COPS, +CSQ report it. Several in a line with semicolons between. Errors are
reported as ERROR until AT+CMEE=1 or 2; a line that ends with one makes the exit code 1. Channels
are the modem's: on a device that is up they stay open for the next command. A line that stays is
had by bifrons up --at LINK=PORT.

Examples:
  bifrons host at 'AT+CSIM=26,"00A4040008A000000151000000"'
  bifrons host at 'AT+CCHO="A000000151000000"' 'AT+CGLA=1,22,"80E2910006BF3E035C015A"' 'AT+CCHC=1'
  bifrons host at --preset usim-card AT+CFUN=1 AT+CREG? AT+COPS?
  bifrons host at --modem cuttlefish 'AT+CCHO="A000000151000000"'
  printf 'ATI\\r' | bifrons host at --preset phone
  socat PTY,link=/tmp/modem,raw,echo=0 EXEC:"bifrons host at"`,
    )
    .action(run);
}

async function run(lines: readonly string[], options: AtOptions): Promise<void> {
  const { EXIT, Output: Printer } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const output = new Printer(options);
  await withDevice(await whichDevice(options), { doing: 'bifrons host at' }, async (api) => {
    if (lines.length === 0) {
      await serveInput(api, { link: options.link, model: options.modem, output });
      return;
    }
    for (const line of lines) {
      const { link, lines: answer } = await api.ask(
        'host.at',
        requested(options.link, line, options.modem),
      );
      print(output, { link, command: line, answer });
      output.line(output.style('dim', line));
      for (const one of answer) output.line(one);
      if (!isOk(answer)) process.exitCode = EXIT.expectation;
    }
  });
}

interface Input {
  readonly link: string | undefined;
  readonly model: ModemModel | undefined;
  readonly output: Output;
}

/** Characters as a serial terminal has them; with `--json`, an object for each command line. */
async function serveInput(api: DeviceApi, { link, model, output }: Input): Promise<void> {
  const { serveAtPort } = await import('../../attach/at/index.ts');
  // A missing modem is an error now, not for each command.
  await api.ask('host.at', requested(link, 'AT', model));
  let echo = false;
  const modem: AtModem = {
    get echo() {
      return echo;
    },
    async at(line) {
      const result = await api.ask('host.at', requested(link, line, model));
      echo = result.echo;
      print(output, { link: result.link, command: line, answer: result.lines });
      return result.lines;
    },
    failure: () => 'ERROR',
  };
  const served = serveAtPort(modem, process.stdin, (bytes) => {
    if (!output.json) process.stdout.write(bytes);
  });
  await Promise.race([served, api.gone]);
  process.stdin.destroy();
}

function requested(link: string | undefined, line: string, model: ModemModel | undefined) {
  return {
    line,
    ...(link === undefined ? {} : { link }),
    ...(model === undefined ? {} : { model }),
  };
}

/** Whether a command line was carried out; `ERROR` and its numbered forms end one that was not. */
function isOk(answer: readonly string[]): boolean {
  return !/^(ERROR|\+CM[ES] ERROR)/.test(answer.at(-1) ?? '');
}

interface ModemExchange {
  readonly link: string;
  readonly command: string;
  readonly answer: readonly string[];
}

function print(output: Output, { link, command, answer }: ModemExchange): void {
  output.object({ link, command, lines: answer.slice(0, -1), result: answer.at(-1) ?? '' });
}
