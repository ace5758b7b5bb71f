/** Servers of remote provisioning, for tests of LPAs and eUICCs. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { collect, eidDigits } from '../options.ts';
import type { SmdpCommandOptions } from '../rsp/run-smdp.ts';
import type { SmdsCommandOptions } from '../rsp/run-smds.ts';

const PORTS = { es9: 8_443, es2: 8_444, es11: 8_445, es12: 8_446 } as const;
const PORT_MAX = 65_535;

/** Declared here too, so that help loads no server; a test compares both. */
const FAULTS = `
Faults, each one thing, for those who test LPAs and eUICCs; --fault is repeatable:
  wrong-signature          the signature of serverSigned1 is wrong
  wrong-signature-2        the signature of smdpSigned2 is wrong
  wrong-package-signature  the signature of InitialiseSecureChannel is wrong
  replayed-challenge       serverSigned1 has the challenge of the session before
  expired-certificate      the certificate of the server is of a year that is over
  revoked-certificate      the certificate of the server is in a list of revoked ones
  wrong-certificate        the server proves who it is with a certificate for another purpose
  mac-error:N              the MAC of segment N of a bound package is wrong
  lost-notification        notifications get no answer
  unknown-element          a mandated element of a later edition is in the profile
  slow:N                   each answer takes N milliseconds`;

export function defineSmdp(root: Command): void {
  common(root.command('smdp'), { port: PORTS.es9, over: 'ES9+' })
    .description('run an SM-DP+ for tests: profiles are ordered, and eUICCs download them')
    .argument('[profiles...]', 'packages in DER, or descriptions in JSON')
    .option('--operator-port <port>', 'for ES2+, over mutual TLS', port, PORTS.es2)
    .option('--csv <file>', 'a table of profiles: iccid,imsi,k,opc and more')
    .option('--from <package>', 'a package in which each subscription is replaced')
    .option('--no-order', 'the profiles wait for an operator, at ES2+')
    .option('--eid <digits>', 'the eUICC that may download', eidDigits)
    .option('--matching-id <id>', 'the token of the activation code')
    .option('--confirmation-code <code>', 'what the user must enter')
    .option('--smds <address>', 'where an event is registered')
    .option('--expires <hours>', 'how long the order may be downloaded', hours)
    .option('--provider <name>', 'service provider of packages in DER', 'Bifrons TEST')
    .addOption(new Option('--class <class>', 'of the profile').choices(['test', 'operational']))
    .option('--session-keys', 'without keys of the profile itself')
    .option('--progress <address>', 'where download progress is reported to, at ES2+')
    .addHelpText(
      'after',
      `${FAULTS}

The server serves this machine alone, until Ctrl-C; profiles and orders stay in its folder.

Examples:
  bifrons smdp subscriber.json --pki test-pki
  bifrons smdp --csv subscribers.csv --pki test-pki --confirmation-code 1234
  bifrons smdp subscriber.der --pki test-pki --fault mac-error:4 --json`,
    )
    .action(async (files: readonly string[], options: SmdpCommandOptions) => {
      const { runSmdp } = await import('../rsp/run-smdp.ts');
      await runSmdp(files, options);
    });
}

export function defineSmds(root: Command): void {
  common(root.command('smds'), { port: PORTS.es11, over: 'ES11' })
    .description('run an SM-DS for tests: servers register events, and eUICCs find them')
    .option('--server-port <port>', 'for ES12, over mutual TLS', port, PORTS.es12)
    .addHelpText(
      'after',
      `
The server serves this machine alone, until Ctrl-C; events stay in its folder. Its faults are those
of: bifrons smdp --help

Example:
  bifrons smds --pki test-pki`,
    )
    .action(async (options: SmdsCommandOptions) => {
      const { runSmds } = await import('../rsp/run-smds.ts');
      await runSmds(options);
    });
}

function common(
  command: Command,
  { port: standard, over }: { readonly port: number; readonly over: string },
): Command {
  return command
    .requiredOption('--pki <folder>', 'certificates and keys: bifrons pki init')
    .option('--data <dir>', 'its folder (default: ~/.local/share/bifrons-servers/NAME)')
    .option('--port <port>', `for ${over}; 0 has one chosen`, port, standard)
    .option('--address <address>', 'how others name it (default: localhost and the port)')
    .option('--fault <name>', 'do one thing wrong; repeatable', collect)
    .option('--json', 'one JSON object a line');
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new InvalidArgumentError(`Expected a port from 0 to ${PORT_MAX}.`);
}

function hours(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number > 0 && number <= 87_600) return number;
  throw new InvalidArgumentError('Expected a number of hours.');
}
