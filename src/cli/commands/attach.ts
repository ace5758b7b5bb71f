import type { Command } from 'commander';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { LpacStreams } from '../../attach/lpac-stdio/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

interface LpacOptions extends WhereOptions {
  readonly link: string;
}

export function defineAttach(root: Command): void {
  const attach = root
    .command('attach')
    .description('let another program use a link')
    .addHelpText('after', '\nExample:\n  bifrons attach lpac -- lpac chip info');
  withWhere(attach.command('lpac'))
    .description("serve lpac's stdio interface as its card")
    .argument('[command...]', 'lpac and its arguments: started here, and connected')
    .option('--link <name>', 'the link', 't0')
    .passThroughOptions(false)
    .addHelpText(
      'after',
      `
With a command, it is started with LPAC_APDU=stdio, and its other output is shown; if the eUICC's
ISD-R does not bear the GSMA's AID, LPAC_CUSTOM_ISD_R_AID says which one. Without a command,
requests come on standard input and answers go to standard output.

Examples:
  bifrons attach lpac -- lpac chip info
  LPAC_APDU=stdio socat EXEC:"lpac chip info" EXEC:"bifrons attach lpac --link t0"`,
    )
    .action(lpac);
}

async function lpac(command: readonly string[], options: LpacOptions): Promise<void> {
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const { hex, unhex } = await import('../../base/index.ts');
  const { serveLpac } = await import('../../attach/lpac-stdio/index.ts');
  const { link } = options;
  await withDevice(await whichDevice(options), { doing: 'bifrons attach lpac' }, async (api) => {
    // An unknown link is an error now, not an ecode.
    await api.ask('power.on', { link });
    const card = {
      powerOn: () => api.ask('power.on', { link }),
      powerOff: () => api.ask('power.off', { link }),
      transmit: async (apdu: Uint8Array) =>
        unhex((await api.ask('transmit', { link, apdu: hex(apdu), raw: true })).answer),
    };
    if (command.length > 0) {
      const root = await rootOf(api, link);
      process.exitCode = await runWith(command, root, (streams) => serveLpac(card, streams));
      return;
    }
    const passOn = (line: string): void => void process.stderr.write(`${line}\n`);
    await serveLpac(card, { input: process.stdin, output: process.stdout, passOn });
  });
}

type Serve = (streams: LpacStreams) => Promise<void>;

/** The AID of the root that a link is paired with. */
async function rootOf(api: DeviceApi, link: string): Promise<string | undefined> {
  const { links, containers } = await api.ask('topology', {});
  const paired = links.find((row) => row.id === link)?.container;
  // lpac needs an ISD-R: on the link of an eSE, that of the first eUICC.
  const telecom = containers.filter((row) => row.kind === 'euicc');
  const met = telecom.find((row) => row.id === paired) ?? telecom[0];
  return met?.entities.find(({ root }) => root)?.aid;
}

/** Starts lpac on a pair of pipes; its exit code. */
async function runWith(
  [program = '', ...args]: readonly string[],
  root: string | undefined,
  serve: Serve,
): Promise<number> {
  const { spawn } = await import('node:child_process');
  const named = root === undefined ? {} : { LPAC_CUSTOM_ISD_R_AID: root };
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...named, ...process.env, LPAC_APDU: 'stdio' },
  });
  child.stdin.on('error', () => child.stdin.destroy());
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const passOn = (line: string): void => void process.stdout.write(`${line}\n`);
  const served = serve({ input: child.stdout, output: child.stdin, passOn });
  try {
    return await ended;
  } catch (error) {
    const { HostError } = await import('../../base/index.ts');
    throw new HostError(
      'INPUT_INVALID',
      `cannot start ${program}: ${(error as Error).message}`,
      'give the path of lpac',
    );
  } finally {
    await served;
  }
}
