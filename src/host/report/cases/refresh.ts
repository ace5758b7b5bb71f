/**
 * REFRESH after a change of the enabled profile, and catBusy where it could not follow.
 * [SGP22 §5.7.16] [SGP22 §5.7.17] [SGP22 §5.7.19]
 */
import { type Bytes, bytes, hexNumber, type WireError } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { INS, SW } from '../../../wire/index.ts';
import { whole } from '../../index.ts';
import { checkGone, checkState, switchable, type Switchable } from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkResult, readable } from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';
import { start } from '../terminal.ts';

/** A function after which another profile is enabled, or none. */
interface Change {
  readonly group: ReportCase['group'];
  readonly clause: string;
  readonly name: string;
  readonly results: Readonly<Record<'ok' | 'catBusy', number>>;
  readonly request: (profiles: Switchable) => Bytes;
  readonly parse: (answer: Bytes) => number | WireError;
  readonly checkDone: (bench: EuiccBench, profiles: Switchable) => void;
}

const enableRequest = (iccid: Bytes, refresh = true): Bytes =>
  es10.emitEnableProfileRequest({ profile: { by: 'iccid', value: iccid }, refresh });

const CHANGES: readonly Change[] = [
  {
    group: '4.2.21',
    clause: '§5.7.16',
    name: 'ES10c.EnableProfile',
    results: es10.ENABLE_RESULT,
    request: ({ disabled }) => enableRequest(disabled),
    parse: es10.parseEnableProfileResponse,
    checkDone: (bench, { disabled }) => checkState(bench, disabled, 'enabled'),
  },
  {
    group: '4.2.22',
    clause: '§5.7.17',
    name: 'ES10c.DisableProfile',
    results: es10.DISABLE_RESULT,
    request: ({ enabled }) =>
      es10.emitDisableProfileRequest({ profile: { by: 'iccid', value: enabled }, refresh: true }),
    parse: es10.parseDisableProfileResponse,
    checkDone: (bench, { enabled }) => checkState(bench, enabled, 'disabled'),
  },
  {
    group: '4.2.24',
    clause: '§5.7.19',
    name: 'ES10c.eUICCMemoryReset',
    results: es10.RESET_RESULT,
    request: () =>
      es10.emitEuiccMemoryResetRequest({
        options: [es10.RESET_OPTION.deleteOperationalProfiles],
      }),
    parse: es10.parseEuiccMemoryResetResponse,
    checkDone: (bench, { enabled }) => checkGone(bench, enabled),
  },
];

/** The profiles, with a terminal that has stated that it takes REFRESH. */
function withTerminal(bench: EuiccBench) {
  const profiles = switchable(bench);
  return { profiles, modem: start(bench) };
}

const PENDING = 0x91;

function checkPending(sw: number): void {
  check(sw >> 8 === PENDING, `91xx for the REFRESH that is pending, not ${hexNumber(sw, 2)}`);
}

function refreshes({ name, results, request, parse, checkDone }: Change, bench: EuiccBench): void {
  const { profiles, modem } = withTerminal(bench);
  const { data, sw } = bench.request(name, request(profiles));
  checkResult(name, results, { got: readable(name, parse(data)), expected: 'ok' });
  checkPending(sw);
  const effects = bench.converse(modem.serve(bytes(sw >> 8, sw & 0xff)));
  check(
    effects.some(({ kind }) => kind === 'refresh'),
    'the proactive command is REFRESH',
  );
  bench.reset();
  checkDone(bench, profiles);
}

/** The REFRESH of a change before it is first pending, and then without its response. */
function isBusy({ name, results, request, parse }: Change, bench: EuiccBench): void {
  const { profiles } = withTerminal(bench);
  const { enabled: before, disabled: after } = profiles;
  const { sw } = bench.request('ES10c.EnableProfile', enableRequest(after));
  checkPending(sw);
  const now = { enabled: after, disabled: before };
  const checkBusy = (): void => {
    const got = bench.call(name, request(now), parse);
    checkResult(name, results, { got, expected: 'catBusy' });
  };
  checkBusy();
  const fetched = bench.converse(whole(bytes(0x80, INS.FETCH, 0, 0, sw & 0xff)));
  check(fetched.at(-2) === SW.OK >> 8, 'FETCH is answered with 9000');
  checkBusy();
  checkState(bench, after, 'enabled');
  checkState(bench, before, 'disabled');
}

export const REFRESH_CASES: readonly ReportCase[] = CHANGES.flatMap((change): ReportCase[] => {
  const { group, clause } = change;
  return [
    {
      group,
      clause,
      name: 'REFRESH is pending with the answer, and the change is there after the reset',
      run: (bench) => refreshes(change, bench),
    },
    {
      group,
      clause,
      name: 'error: while the terminal works on another command catBusy, and nothing changes',
      run: (bench) => isBusy(change, bench),
    },
  ];
});
