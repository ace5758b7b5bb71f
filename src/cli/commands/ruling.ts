import { type Command, InvalidArgumentError } from 'commander';
import type { Topology } from '../../attach/service/index.ts';
import type { RulingRow } from '../../device/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

type Ruling = Topology['ruling'];
type Reach = Readonly<Record<string, 'all' | 'own'>>;

const RULE = /^(allow|deny) (\S+) by (\S+)(?: for (\S+))?( of the device)?$/;

export function defineRuling(root: Command): void {
  const ruling = root
    .command('ruling')
    .description('show or change the ruling data: who may act device-wide')
    .addHelpText(
      'after',
      `
Examples:
  bifrons ruling list
  bifrons ruling add 'deny card-lock by contactless'
  bifrons ruling reach C20=own`,
    );
  withWhere(ruling.command('list', { isDefault: true }))
    .description('show the rules, the reach of each container, and the locks of the device')
    .addHelpText('after', '\nExample:\n  bifrons ruling list --json')
    .action((options: WhereOptions) => run(options, undefined));
  defineRules(ruling);
  withWhere(ruling.command('reach'))
    .description("set from which links a container's own AIDs may be selected")
    .argument('<reach...>', 'CONTAINER=all or CONTAINER=own, each', collectReach)
    .addHelpText(
      'after',
      `
all: from every link; own: from the links paired with the container, and for others they are
unknown. Common AIDs go by the pairing either way.

Example:
  bifrons ruling reach C20=own C30=all`,
    )
    .action((reach: Reach, options: WhereOptions) =>
      run(options, (before) => ({ ...before, reach: { ...before.reach, ...reach } })),
    );
}

function defineRules(ruling: Command): void {
  withWhere(ruling.command('set'))
    .description('replace all rules; without any, nothing is denied')
    .argument('[rules...]', 'rules, each in quotes', collectRule)
    .addHelpText(
      'after',
      `
A rule reads: allow|deny ACTION by ORIGIN [for CONTAINER] [of the device]

ACTION     card-lock, card-unlock, card-terminate; card-reset and final-application, which are
           privileges: where denied, they can neither be given nor have effect; cvm-management and
           contactless-activation, privileges that cannot be given where denied
ORIGIN     a link's name, a protocol (t0, spi…), iso7816-3, contactless, * for any link, or inside
           for what begins in a container itself
of the device   with an allowed card-lock: every other container then answers as locked, except
           that an enabled profile stays usable, until the container unlocks

The more exact rule wins, among equals a denial.

Examples:
  bifrons ruling set 'deny card-lock by iso7816-3' 'deny card-lock by inside for C20'
  bifrons ruling set 'allow card-lock by spi for C30 of the device'`,
    )
    .action((rules: readonly RulingRow[] | undefined, options: WhereOptions) =>
      run(options, (before) => ({ ...before, rules: rules ?? [] })),
    );
  withWhere(ruling.command('add'))
    .description('add rules; a rule with the same action, origin and container is replaced')
    .argument('<rules...>', 'rules, each in quotes: see bifrons ruling set --help', collectRule)
    .addHelpText('after', "\nExample:\n  bifrons ruling add 'deny card-terminate by *'")
    .action((rules: readonly RulingRow[], options: WhereOptions) =>
      run(options, (before) => ({ ...before, rules: added(before.rules, rules) })),
    );
  withWhere(ruling.command('remove'))
    .description('remove rules')
    .argument('<rules...>', 'rules as bifrons ruling list shows them', collectRule)
    .addHelpText('after', "\nExample:\n  bifrons ruling remove 'deny card-terminate by *'")
    .action((rules: readonly RulingRow[], options: WhereOptions) =>
      run(options, async (before) => ({ ...before, rules: await without(before.rules, rules) })),
    );
}

function collectRule(text: string, before: readonly RulingRow[] | undefined): readonly RulingRow[] {
  const match = RULE.exec(text.trim().replace(/\s+/g, ' '));
  if (match === null) {
    throw new InvalidArgumentError('Expected a rule, such as "deny card-lock by iso7816-3".');
  }
  const [, verdict, action = '', by = '', container, device] = match;
  const rule: RulingRow = {
    action,
    by,
    ...(container === undefined ? {} : { container }),
    verdict: verdict === 'allow' ? 'allow' : 'deny',
    ...(device === undefined ? {} : { scope: 'device' }),
  };
  return [...(before ?? []), rule];
}

function collectReach(text: string, before: Reach | undefined): Reach {
  const match = /^([^=]+)=(all|own)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected CONTAINER=all or CONTAINER=own.');
  return { ...before, [match[1]!]: match[2] as 'all' | 'own' };
}

/** Two rules that would decide the same question. */
function isAboutTheSame(one: RulingRow, other: RulingRow): boolean {
  return one.action === other.action && one.by === other.by && one.container === other.container;
}

function added(before: readonly RulingRow[], rules: readonly RulingRow[]): readonly RulingRow[] {
  const kept = before.filter((one) => !rules.some((rule) => isAboutTheSame(one, rule)));
  return [...kept, ...rules];
}

async function without(
  before: readonly RulingRow[],
  rules: readonly RulingRow[],
): Promise<readonly RulingRow[]> {
  const { ruleInWords } = await import('../../device/index.ts');
  const gone = new Set(rules.map(ruleInWords));
  const known = new Set(before.map(ruleInWords));
  const unknown = [...gone].find((words) => !known.has(words));
  if (unknown === undefined) return before.filter((one) => !gone.has(ruleInWords(one)));
  const { HostError } = await import('../../base/index.ts');
  throw new HostError(
    'RULING_INVALID',
    `there is no rule "${unknown}"`,
    'bifrons ruling list shows them',
  );
}

type Change = (before: Ruling) => Ruling | Promise<Ruling>;

async function run(options: WhereOptions, change: Change | undefined): Promise<void> {
  const { whichDevice } = await import('../which-device.ts');
  const { readTopology, withDevice } = await import('../reach.ts');
  const reach = { doing: 'bifrons ruling', look: change === undefined };
  await withDevice(await whichDevice(options), reach, async (api) => {
    const before = await readTopology(api);
    const after =
      change === undefined ? before : await api.ask('ruling.set', await change(before.ruling));
    await show(after, options);
  });
}

async function show(topology: Topology, options: WhereOptions): Promise<void> {
  const { Output, table } = await import('../output.ts');
  const { ruleInWords } = await import('../../device/index.ts');
  const output = new Output(options);
  const { rules, reach } = topology.ruling;
  const reached = topology.containers.map(({ id }) => [id, reach[id] ?? 'all'] as const);
  const { deviceLocks } = topology;
  output.object({ rules, reach: Object.fromEntries(reached), deviceLocks });
  output.line(output.style('bold', 'rules'));
  if (rules.length === 0) output.line('  none: nothing is denied');
  for (const rule of rules) output.line(`  ${ruleInWords(rule)}`);
  output.line(output.style('bold', 'reach'));
  for (const line of table(reached.map(([id, from]) => [`  ${id}`, from]))) output.line(line);
  if (deviceLocks.length === 0) return;
  output.line(output.style('bold', 'the device is locked'));
  for (const { container, rule } of deviceLocks) output.line(`  by ${container}: ${rule}`);
}
