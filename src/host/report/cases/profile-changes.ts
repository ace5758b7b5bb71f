/**
 * EnableProfile, DisableProfile, DeleteProfile, eUICCMemoryReset.
 * [SGP22 §5.7.16] [SGP22 §5.7.17] [SGP22 §5.7.18] [SGP22 §5.7.19]
 */
import { type Bytes, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import {
  checkGone,
  checkState,
  disable,
  enable,
  install,
  profileOf,
  profilesOf,
  remove,
  switchable,
} from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkResult, checkSame, fail } from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';
import { ICCIDS } from '../offered-profile.ts';

const UNKNOWN = unhex('98000000000000000009');

type EnableName = keyof typeof es10.ENABLE_RESULT;
type DisableName = keyof typeof es10.DISABLE_RESULT;
type DeleteName = keyof typeof es10.DELETE_RESULT;

const enables = (bench: EuiccBench, iccid: Bytes, expected: EnableName): void =>
  checkResult('EnableProfile', es10.ENABLE_RESULT, { got: enable(bench, iccid), expected });
const disables = (bench: EuiccBench, iccid: Bytes, expected: DisableName): void =>
  checkResult('DisableProfile', es10.DISABLE_RESULT, { got: disable(bench, iccid), expected });
const deletes = (bench: EuiccBench, iccid: Bytes, expected: DeleteName): void =>
  checkResult('DeleteProfile', es10.DELETE_RESULT, { got: remove(bench, iccid), expected });

function isdPOf(bench: EuiccBench, iccid: Bytes): Bytes {
  return profileOf(bench, iccid)?.isdP ?? fail('the profile is not listed');
}

const ENABLE: readonly ReportCase[] = [
  {
    group: '4.2.21',
    name: 'a disabled profile is enabled, and the enabled one disabled',
    clause: '§5.7.16',
    run: (bench) => {
      const { enabled, disabled } = switchable(bench);
      enables(bench, disabled, 'ok');
      checkState(bench, disabled, 'enabled');
      checkState(bench, enabled, 'disabled');
    },
  },
  {
    group: '4.2.21',
    name: 'the change is there after a loss of power',
    clause: '§5.7.16',
    run: (bench) => {
      const { disabled } = switchable(bench);
      enables(bench, disabled, 'ok');
      bench.restart();
      checkState(bench, disabled, 'enabled');
    },
  },
  {
    group: '4.2.21',
    name: 'by the AID of its ISD-P a profile is enabled',
    clause: '§5.7.16',
    run: (bench) => {
      const { disabled } = switchable(bench);
      const profile = { by: 'isd-p', value: isdPOf(bench, disabled) } as const;
      const request = es10.emitEnableProfileRequest({ profile, refresh: false });
      const got = bench.call('ES10c.EnableProfile', request, es10.parseEnableProfileResponse);
      checkResult('EnableProfile', es10.ENABLE_RESULT, { got, expected: 'ok' });
      bench.reset();
      checkState(bench, disabled, 'enabled');
    },
  },
  {
    group: '4.2.21',
    name: 'error: a profile that is not there gives iccidOrAidNotFound',
    clause: '§5.7.16',
    run: (bench) => enables(bench, UNKNOWN, 'iccidOrAidNotFound'),
  },
  {
    group: '4.2.21',
    name: 'error: an enabled profile gives profileNotInDisabledState',
    clause: '§5.7.16',
    run: (bench) => enables(bench, switchable(bench).enabled, 'profileNotInDisabledState'),
  },
];

const DISABLE: readonly ReportCase[] = [
  {
    group: '4.2.22',
    name: 'an enabled profile is disabled, and none is enabled',
    clause: '§5.7.17',
    run: (bench) => {
      const { enabled } = switchable(bench);
      disables(bench, enabled, 'ok');
      const states = profilesOf(bench).map(({ state }) => state);
      check(!states.includes('enabled'), 'no profile is enabled');
    },
  },
  {
    group: '4.2.22',
    name: 'error: a profile that is not there gives iccidOrAidNotFound',
    clause: '§5.7.17',
    run: (bench) => disables(bench, UNKNOWN, 'iccidOrAidNotFound'),
  },
  {
    group: '4.2.22',
    name: 'error: a disabled profile gives profileNotInEnabledState',
    clause: '§5.7.17',
    run: (bench) => disables(bench, switchable(bench).disabled, 'profileNotInEnabledState'),
  },
];

const DELETE: readonly ReportCase[] = [
  {
    group: '4.2.23',
    name: 'a disabled profile is deleted',
    clause: '§5.7.18',
    run: (bench) => {
      const { disabled } = switchable(bench);
      deletes(bench, disabled, 'ok');
      checkGone(bench, disabled);
    },
  },
  {
    group: '4.2.23',
    name: 'a profile that was deleted is downloaded again',
    clause: '§5.7.18',
    needs: ['servers'],
    run: (bench) => {
      const { iccid } = install(bench);
      deletes(bench, iccid, 'ok');
      install(bench);
      checkState(bench, iccid, 'disabled');
    },
  },
  {
    group: '4.2.23',
    name: 'error: an enabled profile gives profileNotInDisabledState',
    clause: '§5.7.18',
    run: (bench) => deletes(bench, switchable(bench).enabled, 'profileNotInDisabledState'),
  },
  {
    group: '4.2.23',
    name: 'error: a profile that is not there gives iccidOrAidNotFound',
    clause: '§5.7.18',
    run: (bench) => deletes(bench, UNKNOWN, 'iccidOrAidNotFound'),
  },
];

function resets(
  bench: EuiccBench,
  options: readonly (keyof typeof es10.RESET_OPTION)[],
  expected: keyof typeof es10.RESET_RESULT,
): void {
  const bits = options.map((one) => es10.RESET_OPTION[one]);
  const request = es10.emitEuiccMemoryResetRequest({ options: bits });
  const parse = es10.parseEuiccMemoryResetResponse;
  const got = bench.call('ES10c.eUICCMemoryReset', request, parse);
  checkResult('eUICCMemoryReset', es10.RESET_RESULT, { got, expected });
  if (got === es10.RESET_RESULT.ok) bench.reset();
}

const RESET: readonly ReportCase[] = [
  {
    group: '4.2.24',
    name: 'operational profiles are deleted, the enabled one too',
    clause: '§5.7.19',
    run: (bench) => {
      switchable(bench);
      resets(bench, ['deleteOperationalProfiles'], 'ok');
      const search = { by: 'class', class: 'operational' } as const;
      checkSame('operational profiles', profilesOf(bench, { search }).length, 0);
    },
  },
  {
    group: '4.2.24',
    name: 'test profiles that were downloaded are deleted, and no others',
    clause: '§5.7.19',
    needs: ['servers'],
    run: (bench) => {
      const { iccid } = install(bench, ICCIDS[0], { class: 'test' });
      const before = profilesOf(bench).length;
      resets(bench, ['deleteFieldLoadedTestProfiles'], 'ok');
      checkGone(bench, iccid);
      checkSame('profiles', profilesOf(bench).length, before - 1);
    },
  },
  {
    group: '4.2.24',
    name: 'the default SM-DP+ is removed, and no profile',
    clause: '§5.7.19',
    run: (bench) => {
      const before = profilesOf(bench).length;
      const address = 'report.example.com';
      bench.answer('ES10a.SetDefaultDpAddress', es10.emitSetDefaultDpAddressRequest({ address }));
      resets(bench, ['resetDefaultSmdpAddress'], 'ok');
      const request = es10.emitEmptyRequest('getEuiccConfiguredAddresses');
      const parse = es10.parseConfiguredAddresses;
      const { defaultDp } = bench.call('ES10a.GetEuiccConfiguredAddresses', request, parse);
      checkSame('default SM-DP+', defaultDp, undefined);
      checkSame('profiles', profilesOf(bench).length, before);
    },
  },
  {
    group: '4.2.24',
    name: 'error: where there is nothing of the kind, nothingToDelete',
    clause: '§5.7.19',
    run: (bench) => resets(bench, ['deleteFieldLoadedTestProfiles'], 'nothingToDelete'),
  },
];

export const PROFILE_CHANGE_CASES: readonly ReportCase[] = [
  ...ENABLE,
  ...DISABLE,
  ...DELETE,
  ...RESET,
];
