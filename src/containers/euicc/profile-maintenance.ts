/** The profiles of an eUICC as its manufacturer reaches them, outside of any link. */
import { bigEndian, hex, HostError, operandText, type TraceKind } from '../../base/index.ts';
import type {
  ProfileFileRow,
  ProfileMaintenance,
  ProfileRow,
  Services,
} from '../../os/abi/index.ts';
import type { Profile } from '../../rsp/index.ts';
import type { FileEntry, FileSystem, Volume } from '../../uicc/index.ts';
import { parseDigits } from '../../wire/index.ts';
import type { OpenEuicc } from './open-euicc.ts';
import { installPackage } from './install-profile.ts';

export function profileMaintenance(open: OpenEuicc, services: Services): ProfileMaintenance {
  const { profiles } = open.euicc;
  const switched = (act: () => void): void => {
    act();
    open.cards.endSessions();
    open.uiccs.endSessions();
  };
  return {
    list: () => profiles.list.map((one) => rowOf(open, one)),
    load(source) {
      const { response, profile, why } = installPackage(open, services, source);
      services.note(PROFILE_LOADED, profile?.name ?? `none: ${why}`);
      return { response, why, profile: profile && rowOf(open, profile) };
    },
    enable(by) {
      const profile = find(open, by);
      if (profiles.state(profile) === 'enabled') throw wrongState(profile, 'enabled');
      switched(() => profiles.enable(profile));
    },
    disable(by) {
      const profile = find(open, by);
      if (profiles.state(profile) !== 'enabled') throw wrongState(profile, 'disabled');
      switched(() => profiles.disable(profile));
    },
    remove(by) {
      const profile = find(open, by);
      if (profiles.state(profile) === 'enabled') throw stillEnabled(profile);
      profiles.remove(profile);
    },
    files: (by) => filesOf(open, find(open, by)),
  };
}

/** By ICCID in digits, the AID of its ISD-P, or its name. */
function find({ euicc }: OpenEuicc, by: string): Profile {
  const text = by.toUpperCase().replace(/F$/, '');
  const found = euicc.profiles.list.filter(
    (one) =>
      parseDigits(one.iccid) === text || hex(one.isdP) === by.toUpperCase() || one.name === by,
  );
  if (found.length === 1) return found[0]!;
  const what = found.length === 0 ? `no profile is "${by}"` : `several profiles are "${by}"`;
  throw new HostError('INPUT_INVALID', what, 'list the profiles: bifrons profile list');
}

function stillEnabled({ name, iccid }: Profile): HostError {
  const next = `disable it first: bifrons profile disable ${parseDigits(iccid)}`;
  return new HostError('INPUT_INVALID', `the profile ${name} is enabled`, next);
}

function wrongState({ name }: Profile, state: string): HostError {
  const next = 'see the state of each: bifrons profile list';
  return new HostError('INPUT_INVALID', `the profile ${name} is ${state} already`, next);
}

function rowOf({ euicc, cards, uiccs }: OpenEuicc, profile: Profile): ProfileRow {
  const uicc = uiccs.of(profile);
  const volumes = uicc?.files.volumes ?? [];
  const entries = cards.of(profile)?.registry.entries ?? [];
  const installed = entries.filter(({ kind }) => kind === 'application');
  return {
    name: profile.name,
    iccid: parseDigits(profile.iccid),
    isdP: hex(profile.isdP),
    class: profile.class,
    state: euicc.profiles.state(profile),
    applications: [
      ...volumes.slice(1).map(({ root }) => hex(root.name)),
      ...installed.map(({ aid }) => hex(aid)),
    ],
    files: volumes.reduce((sum, { files }) => sum + files.length, 0),
    used: profile.nvm.used,
  };
}

function filesOf({ uiccs }: OpenEuicc, profile: Profile): readonly ProfileFileRow[] {
  const files = uiccs.of(profile)?.files;
  if (files === undefined) return [];
  return files.volumes.flatMap((volume, at) =>
    volume.files.map((entry) => fileRow(files, { volume, entry, isMf: at === 0 })),
  );
}

function fileRow(
  system: FileSystem,
  {
    volume,
    entry,
    isMf,
  }: { readonly volume: Volume; readonly entry: FileEntry; readonly isMf: boolean },
): ProfileFileRow {
  const { kind, length, recordLength, sfi, lifeCycle, rules } = entry;
  const body = system.body({ volume, entry });
  const content = body === undefined ? '' : hex(body.volume.read(body.entry, 0, body.entry.length));
  return {
    path: pathOf(volume, entry, isMf),
    name: kind === 'df' && entry.name.length > 0 ? hex(entry.name) : undefined,
    kind,
    length: body?.entry.length ?? length,
    recordLength,
    sfi,
    lifeCycle,
    rules: hex(rules),
    linked: entry.link !== undefined,
    content: kind === 'df' ? '' : content,
  };
}

/** File identifiers from the MF, or from the name of an ADF. */
function pathOf(volume: Volume, entry: FileEntry, isMf: boolean): string {
  const steps: string[] = [];
  let at: FileEntry | undefined = entry;
  while (at !== undefined && at.id !== 0) {
    steps.unshift(hex(bigEndian(at.fid, 2)));
    at = volume.entry(at.parent);
  }
  return [isMf ? '3F00' : hex(volume.root.name), ...steps].join('/');
}

export const PROFILE_LOADED: TraceKind = {
  name: 'profile-loaded',
  words: ([name]) => `profile package: ${operandText(name)}`,
};
