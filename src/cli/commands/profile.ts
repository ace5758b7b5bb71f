/** Profiles of an eUICC as its manufacturer handles them, and the packages they come from. */
import { type Command, Option } from 'commander';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { ManagedProfile, ProfileFileRow } from '../../device/index.ts';
import { HostError } from '../../base/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import type { Output } from '../output.ts';
import { defineProfileBuild, defineProfileExplain } from './profile-package.ts';

interface ProfileOptions extends WhereOptions {
  readonly container?: string;
}

export function defineProfile(root: Command): void {
  const profile = root
    .command('profile')
    .description('profiles of an eUICC, as its manufacturer handles them, and their packages')
    .addHelpText(
      'after',
      `
Examples:
  bifrons profile build subscriber.json --output subscriber.der
  bifrons profile explain subscriber.der
  bifrons profile load subscriber.der
  bifrons profile enable 8988211990000000005
  bifrons profile read 8988211990000000005 3F00/2FE2`,
    );
  within(profile.command('list', { isDefault: true }))
    .description('show each profile and its state')
    .addHelpText('after', '\nExample:\n  bifrons profile list --json')
    .action((options: ProfileOptions) => list(options));
  within(profile.command('load'))
    .description('install a profile package')
    .argument('<file>', 'the package, in DER')
    .addHelpText('after', '\nExample:\n  bifrons profile load subscriber.der')
    .action((file: string, options: ProfileOptions) => load(file, options));
  for (const [name, act, what] of CHANGES) {
    within(profile.command(name))
      .description(what)
      .argument('<profile>', WHICH)
      .addHelpText('after', `\nExample:\n  bifrons profile ${name} 8988211990000000005`)
      .action((which: string, options: ProfileOptions) => change(act, which, options));
  }
  within(profile.command('tree'))
    .description('show the files of a profile')
    .argument('<profile>', WHICH)
    .addHelpText('after', '\nExample:\n  bifrons profile tree 8988211990000000005')
    .action((which: string, options: ProfileOptions) => tree(which, options));
  within(profile.command('read'))
    .description('show the content of one file')
    .argument('<profile>', WHICH)
    .argument('<path>', 'file identifiers from 3F00, or from the AID of an application')
    .addHelpText('after', '\nExample:\n  bifrons profile read 8988211990000000005 3F00/2FE2')
    .action((which: string, path: string, options: ProfileOptions) => read(which, path, options));
  within(profile.command('export'))
    .description('show every file of a profile with its content')
    .argument('<profile>', WHICH)
    .addHelpText('after', '\nExample:\n  bifrons profile export 8988211990000000005 --json')
    .action((which: string, options: ProfileOptions) => exportFiles(which, options));
  defineProfileBuild(profile);
  defineProfileExplain(profile);
}

const WHICH = 'its ICCID in digits, the AID of its ISD-P, or its name';

const CHANGES = [
  ['enable', 'enable', 'enable a profile; one that was enabled is disabled'],
  ['disable', 'disable', 'disable the enabled profile'],
  ['delete', 'remove', 'delete a disabled profile with all that it keeps'],
] as const;

function within(command: Command): Command {
  return withWhere(command).addOption(
    new Option('--container <id>', 'the eUICC, where the device has several'),
  );
}

async function reached<T>(
  options: ProfileOptions,
  look: boolean,
  work: (api: DeviceApi, output: Output) => Promise<T>,
): Promise<T> {
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const { Output: Made } = await import('../output.ts');
  const output = new Made(options);
  const doing = 'bifrons profile';
  return await withDevice(await whichDevice(options), { doing, look }, (api) => work(api, output));
}

function named({ container }: ProfileOptions) {
  return container === undefined ? {} : { container };
}

async function list(options: ProfileOptions): Promise<void> {
  await reached(options, true, async (api, output) => {
    show(output, (await api.ask('profile.list', {})).profiles);
  });
}

async function load(file: string, options: ProfileOptions): Promise<void> {
  const { hex } = await import('../../base/index.ts');
  const { readPackage } = await import('../profile-source.ts');
  const source = hex(readPackage(file));
  await reached(options, false, async (api, output) => {
    const result = await api.ask('profile.load', { ...named(options), package: source });
    const { profile, why, response } = result;
    if (profile === undefined) {
      const { peStatusName } = await import('../../wire/saip/index.ts');
      const { status, identification } = response.peStatus.at(-1)!;
      const where = identification === undefined ? '' : ` in element ${identification}`;
      const what = `${peStatusName(status)}${where}: ${why}`;
      throw new HostError('INPUT_INVALID', what, 'read it: bifrons profile explain FILE');
    }
    output.object(result);
    output.line(`installed ${profile.iccid} "${profile.name}", ${profile.files} files, disabled`);
  });
}

async function change(
  act: 'enable' | 'disable' | 'remove',
  profile: string,
  options: ProfileOptions,
): Promise<void> {
  await reached(options, false, async (api, output) => {
    const changed = await api.ask('profile.change', { act, ...named(options), profile });
    show(output, changed.profiles);
  });
}

async function filesOf(which: string, options: ProfileOptions, api: DeviceApi) {
  return (await api.ask('profile.files', { ...named(options), profile: which })).files;
}

async function tree(which: string, options: ProfileOptions): Promise<void> {
  await reached(options, true, async (api, output) => {
    const files = await filesOf(which, options, api);
    if (files.length === 0)
      output.line('no files: this profile is its GlobalPlatform domains alone');
    for (const { content, ...row } of files) {
      output.object({ ...row, bytes: content.length / 2 });
      output.line(treeLine(row));
    }
  });
}

function treeLine(row: Omit<ProfileFileRow, 'content'>): string {
  const steps = row.path.split('/');
  const indent = '  '.repeat(steps.length - 1);
  const sfi = row.sfi === 0 ? '' : ` SFI ${row.sfi}`;
  const size =
    row.recordLength === 0
      ? ` ${row.length} bytes`
      : ` ${row.length / row.recordLength} x ${row.recordLength} bytes`;
  const what = row.kind === 'df' ? 'DF' : `${row.kind}${size}${sfi}${row.linked ? ' linked' : ''}`;
  return `${indent}${steps.at(-1)} ${what}`;
}

async function read(which: string, path: string, options: ProfileOptions): Promise<void> {
  await reached(options, true, async (api, output) => {
    const files = await filesOf(which, options, api);
    const file = files.find((one) => one.path === path.toUpperCase());
    if (file === undefined) {
      const next = `list its files: bifrons profile tree ${which}`;
      throw new HostError('INPUT_INVALID', `the profile has no file ${path}`, next);
    }
    output.object(file);
    for (const line of contentLines(file)) output.line(line);
  });
}

function contentLines({ content, recordLength }: ProfileFileRow): readonly string[] {
  if (recordLength === 0 || content === '') return [content];
  const width = 2 * recordLength;
  return Array.from({ length: content.length / width }, (_, at) => {
    return `${at + 1}: ${content.slice(at * width, (at + 1) * width)}`;
  });
}

async function exportFiles(which: string, options: ProfileOptions): Promise<void> {
  await reached(options, true, async (api, output) => {
    for (const file of await filesOf(which, options, api)) {
      output.object(file);
      output.line(`${file.path} ${file.kind} ${file.content}`.trimEnd());
    }
  });
}

function show(output: Output, profiles: readonly ManagedProfile[]): void {
  for (const row of profiles) output.object(row);
  if (profiles.length === 0) output.line('no eUICC of the device has a profile');
  for (const { container, iccid, state, name, files } of profiles) {
    output.line(`${container} ${iccid} ${state.padEnd(8)} ${name} (${files} files)`);
  }
}
