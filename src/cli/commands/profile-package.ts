/** Profile packages as files: built from a description, and shown in words. */
import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { HostError } from '../../base/index.ts';

interface BuildOptions {
  readonly from?: string;
  readonly output: string;
  readonly xml?: boolean;
}

export function defineProfileBuild(profile: Command): void {
  profile
    .command('build')
    .description('make a profile package from a description, or from another package')
    .argument('<description>', 'JSON with iccid, imsi, algorithm, k, opc and more')
    .requiredOption('--output <file>', 'the package to write')
    .option('--from <file>', 'a package in which the described subscription is replaced')
    .option('--xml', 'write basic XML instead of DER')
    .addHelpText(
      'after',
      `
A description begins with the first four of these fields, and with opc for Milenage and TUAK; all
others have defaults. The keys are those of packets over the air. More fields, with every bound, are
in schemas/profile.schema.json:

  {"iccid": "8988211990000000005", "imsi": "001010000000005", "algorithm": "milenage",
   "k": "000102030405060708090A0B0C0D0E0F", "opc": "CD63CB71954A9F4E48A5994E37A02BAF",
   "operator": "Test", "pin": "0000", "pinEnabled": false, "puk": "11111111",
   "keys": [{"version": 1, "type": "aes", "enc": "101112131415161718191A1B1C1D1E1F",
             "mac": "202122232425262728292A2B2C2D2E2F", "dek": "303132333435363738393A3B3C3D3E3F"}]}

With --from only iccid, imsi, algorithm, k, opc and keys may be given; all else is the package's.

Examples:
  bifrons profile build subscriber.json --output subscriber.der
  bifrons profile build subscriber.json --from test-profile.der --output subscriber.der`,
    )
    .action((description: string, options: BuildOptions) => build(description, options));
}

interface ExplainOptions {
  readonly showTestKeys?: boolean;
  readonly json?: boolean;
}

export function defineProfileExplain(profile: Command): void {
  profile
    .command('explain')
    .description('show a profile package in words, and what its installation would report')
    .argument('<file>', 'the package, in DER')
    .option('--show-test-keys', 'show keys, PINs and PUKs')
    .addOption(new Option('--json', 'one JSON object a line'))
    .addHelpText('after', '\nExample:\n  bifrons profile explain subscriber.der')
    .action((file: string, options: ExplainOptions) => explain(file, options));
}

async function build(file: string, { from, output, xml }: BuildOptions): Promise<void> {
  const builder = await import('../../host/profile-builder/index.ts');
  const saip = await import('../../wire/saip/index.ts');
  const { readJson } = await import('../read-json.ts');
  const { parseDescribed, readPackageElements } = await import('../profile-source.ts');
  const described = { source: readJson(file), where: file };
  const elements =
    from === undefined
      ? builder.buildProfile(parseDescribed(builder.profileSpecification, described))
      : builder.changeProfile(
          readPackageElements(from),
          parseDescribed(builder.profileChanges, described),
        );
  const made = xml === true ? saip.profilePackageXml(elements) : saip.emitProfilePackage(elements);
  try {
    writeFileSync(output, made);
  } catch {
    throw new HostError('INPUT_INVALID', `${output} cannot be written`, 'name another file');
  }
}

async function explain(file: string, options: ExplainOptions): Promise<void> {
  const { explainProfilePackage } = await import('../../device/index.ts');
  const { Output } = await import('../output.ts');
  const { readPackage } = await import('../profile-source.ts');
  const output = new Output(options);
  const showKeys = options.showTestKeys === true;
  for (const line of explainProfilePackage(readPackage(file), { showKeys })) {
    output.object({ line });
    output.line(line);
  }
}
