/** Profile packages as files: built from a description, and shown in words. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { type Bytes, describeWireError, HostError, isWireError } from '../../base/index.ts';

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

export function readPackage(file: string): Bytes {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new HostError('INPUT_INVALID', `${file} cannot be read`, 'name a file that is there');
  }
}

async function build(file: string, { from, output, xml }: BuildOptions): Promise<void> {
  const builder = await import('../../host/profile-builder/index.ts');
  const saip = await import('../../wire/saip/index.ts');
  const { readJson } = await import('../read-json.ts');
  const described = readJson(file);
  const schema = from === undefined ? builder.profileSpecification : builder.profileChanges;
  const parsed = schema.safeParse(described);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    const next = 'correct the description';
    throw new HostError('INPUT_INVALID', `${file}: ${lines.join('; ')}`, next);
  }
  const elements =
    from === undefined
      ? builder.buildProfile(builder.profileSpecification.parse(described))
      : builder.changeProfile(await elementsOf(from), builder.profileChanges.parse(described));
  const made = xml === true ? saip.profilePackageXml(elements) : saip.emitProfilePackage(elements);
  try {
    writeFileSync(output, made);
  } catch {
    throw new HostError('INPUT_INVALID', `${output} cannot be written`, 'name another file');
  }
}

async function elementsOf(file: string) {
  const { parseProfilePackage } = await import('../../wire/saip/index.ts');
  const elements = parseProfilePackage(readPackage(file));
  if (!isWireError(elements)) return elements;
  const next = 'read it: bifrons profile explain FILE';
  throw new HostError('INPUT_INVALID', `${file}: ${describeWireError(elements)}`, next);
}

async function explain(file: string, options: ExplainOptions): Promise<void> {
  const { explainProfilePackage } = await import('../../device/index.ts');
  const { Output } = await import('../output.ts');
  const output = new Output(options);
  const showKeys = options.showTestKeys === true;
  for (const line of explainProfilePackage(readPackage(file), { showKeys })) {
    output.object({ line });
    output.line(line);
  }
}
