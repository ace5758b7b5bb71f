/** Certificates for tests of remote provisioning: a new set, or one from elsewhere. */
import { type Command, Option } from 'commander';
import type { Description } from '../../device/index.ts';
import { eidDigits, type WhereOptions, withWhere } from '../options.ts';

interface InitOptions {
  readonly eid: string;
  readonly server: string;
  readonly smds: string;
  readonly json?: boolean;
}

interface ImportOptions extends WhereOptions {
  readonly container?: string;
  readonly eid?: string;
  readonly output: string;
}

export function definePki(root: Command): void {
  const pki = root
    .command('pki')
    .description('certificates for tests of remote provisioning')
    .addHelpText(
      'after',
      `
Examples:
  bifrons pki init test-pki
  bifrons pki import test-pki --preset field --output esim.json`,
    );
  pki
    .command('init')
    .description('make issuer, manufacturer, eUICC and servers on P-256 and brainpoolP256r1')
    .argument('<folder>', 'a new folder, which gets the certificates and all private keys')
    .addOption(
      new Option('--eid <digits>', 'of the eUICC')
        .argParser(eidDigits)
        .default('89049032123451234512345678901235'),
    )
    .addOption(
      new Option('--server <name>', 'name of the server in its TLS certificate').default(
        'testsmdpplus1.example.com',
      ),
    )
    .addOption(
      new Option('--smds <name>', 'name of the SM-DS in its TLS certificate').default(
        'testrootsmds.example.com',
      ),
    )
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
All names state that they are for tests. Folders and names are those of GSMA's test certificates,
so that servers made for these take the new ones.

Example:
  bifrons pki init test-pki --eid 89049032123451234512345678901235`,
    )
    .action(init);
  withWhere(pki.command('import'))
    .description('write a description whose eUICC has the certificates of a folder')
    .argument('<folder>', 'certificates and keys, PEM or DER, in any layout')
    .option('--container <id>', 'the eUICC, where the device has several')
    .addOption(
      new Option('--eid <digits>', 'the EID of the eUICC, where it is to be another').argParser(
        eidDigits,
      ),
    )
    .requiredOption('--output <file>', 'the description to write, which is not there yet')
    .addHelpText(
      'after',
      `
An issuer counts with the certificate and key of an eUICC of this EID, or with those of the
manufacturer, which then certify a new key; with neither, its key only verifies.

Example:
  bifrons pki import test-pki --preset field --output esim.json`,
    )
    .action(importFolder);
}

/** Numbers of the system, from which a key can follow. */
async function parts() {
  const { nodeCrypto } = await import('../../attach/node-crypto/index.ts');
  const { SYSTEM_RANDOM } = await import('../system-random.ts');
  return { crypto: nodeCrypto, rng: SYSTEM_RANDOM };
}

async function init(folder: string, options: InitOptions): Promise<void> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const { dirname, join } = await import('node:path');
  const { HostError } = await import('../../base/index.ts');
  const { createTestPki, filesOf } = await import('../../host/pki/index.ts');
  const { Output, wrap } = await import('../output.ts');
  const output = new Output(options);
  const files = filesOf(createTestPki(await parts(), options));
  for (const { path, kind, der } of files) {
    const file = join(folder, path);
    const mode = kind === 'key' ? 0o600 : 0o644;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      if (kind === 'certificate') writeFileSync(`${file}.der`, der, { flag: 'wx', mode });
      writeFileSync(`${file}.pem`, pem(kind, der), { flag: 'wx', mode });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const what = code === 'EEXIST' ? `${file} is there already` : message;
      throw new HostError('INPUT_INVALID', what, 'give a new folder');
    }
    output.object({ file, kind });
  }
  output.line(`wrote ${files.length} certificates and keys to ${folder}, for tests only`);
  const next = `a device with them: bifrons pki import ${folder} --preset field --output esim.json`;
  for (const line of wrap(next)) output.line(line);
}

function pem(kind: 'certificate' | 'key', der: Uint8Array): string {
  const label = kind === 'key' ? 'EC PRIVATE KEY' : 'CERTIFICATE';
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

async function importFolder(folder: string, options: ImportOptions): Promise<void> {
  const { HostError } = await import('../../base/index.ts');
  const { importPki } = await import('../../host/pki/index.ts');
  const { describedDevice } = await import('../described-device.ts');
  const { whereIs } = await import('../where.ts');
  const { writeDescription } = await import('./describe.ts');
  const { Output } = await import('../output.ts');
  const { readPkiFolder } = await import('../rsp/pki-folder.ts');
  const { parseDescription } = await import('../../device/index.ts');
  const description = describedDevice(await whereIs(options));
  const euicc = chooseEuicc(description, options.container);
  if (euicc === undefined)
    throw new HostError(
      'INPUT_INVALID',
      `${description.name} has no eUICC of SGP.22 ${options.container ?? 'alone'}`,
      'name one: --container ID, or another device: --preset field',
    );
  const files = readPkiFolder(folder);
  const eid = options.eid ?? euicc.eid;
  const { chains, steps } = importPki(await parts(), { files, eid });
  if (chains.length === 0) {
    const next = 'give a folder with the certificate of a CI on P-256 or brainpoolP256r1';
    throw new HostError('INPUT_INVALID', `${folder} has no certificate of an issuer`, next);
  }
  const containers = description.containers.map((one) => {
    if (one !== euicc) return one;
    const { ciPublicKeys: _keys, ...rest } = euicc;
    return { ...rest, eid, trust: chains };
  });
  const whole = parseDescription({ ...description, containers });
  await writeDescription(options.output, whole);
  const output = new Output(options);
  output.object({ file: options.output, device: whole.name, issuers: steps });
  for (const step of steps) output.line(step);
  output.line(`wrote ${options.output}, keys included`);
}

function chooseEuicc({ containers }: Description, id: string | undefined) {
  const found = containers.flatMap((one) =>
    one.kind === 'euicc' && one.architecture !== 'm2m' && (id ?? one.id) === one.id ? [one] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}
