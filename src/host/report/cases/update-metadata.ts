/** UpdateMetadata, in secured packets for a profile that was downloaded. [SGP22 §5.4.1] */
import { type Bytes, bytes, concat, hex, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { emitUpdateMetadataRequest, type UpdateMetadataRequest } from '../../../wire/es8/index.ts';
import { INS } from '../../../wire/index.ts';
import { disable, enable, install, profileOf, remove } from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkBytes, checkResult, checkSame, fail, NotApplicable } from '../expectations.ts';
import { ICCIDS, metadataOf } from '../offered-profile.ts';
import type { ReportCase } from '../report-case.ts';
import { Operator } from '../terminal.ts';

const ICON = { iconType: 'png', icon: unhex('89504E470D0A1A0A') } as const;
const P1_LAST_BLOCK = 0x90;
const ANY_OPERATOR = 'EEEEEE';

interface Enabled {
  readonly iccid: Bytes;
  readonly operator: Operator;
}

/** The profile of the report, enabled, and its operator. */
function operated(bench: EuiccBench, metadata: Parameters<typeof install>[2] = {}): Enabled {
  const { iccid } = install(bench, ICCIDS[0], metadata);
  const got = enable(bench, iccid);
  checkResult('EnableProfile', es10.ENABLE_RESULT, { got, expected: 'ok' });
  return { iccid, operator: new Operator(bench) };
}

function packetOf(operator: Operator, request: Bytes): Bytes {
  const head = bytes(0x80, INS.STORE_DATA, P1_LAST_BLOCK, 0, request.length);
  return operator.packet(concat(head, request));
}

/** What the proof says: `0 019000`, one command, done. */
function update(operator: Operator, request: UpdateMetadataRequest): string {
  return operator.deliver(packetOf(operator, emitUpdateMetadataRequest(request)));
}

const DONE = '0 019000';

function accepts(operator: Operator, request: UpdateMetadataRequest): void {
  checkSame('the proof of receipt', update(operator, request), DONE);
}

/** The eUICC after a reset, as the LPA lists it. */
function listed(bench: EuiccBench, iccid: Bytes): es10.ProfileInfo {
  bench.reset();
  return profileOf(bench, iccid) ?? fail('the profile is not listed');
}

/** An error status word in the proof, and the profile as it was. */
function refuses(bench: EuiccBench, request: Bytes): void {
  const { iccid, operator } = operated(bench);
  const before = textOf(profileOf(bench, iccid));
  const proof = operator.deliver(packetOf(operator, request));
  check(/^0 016[0-9A-F]{3}$/.test(proof), `an error status word, not the proof ${proof}`);
  checkSame('the profile', textOf(listed(bench, iccid)), before);
}

function textOf(profile: es10.ProfileInfo | undefined): string {
  return profile === undefined ? 'nothing' : hex(es10.emitProfileInfo(profile));
}

/** Throws `NotApplicable` where the profile of the report may not have PPR2. */
function checkAllowed(bench: EuiccBench): void {
  const own = hex(metadataOf().owner?.mccMnc ?? bytes());
  const request = es10.emitEmptyRequest('getRat');
  const rules = bench.call('ES10b.GetRAT', request, es10.parseGetRatResponse);
  const isAllowed = rules.some(
    ({ policyRules, operators }) =>
      policyRules.includes(es10.PPR.ppr2) &&
      operators.some(({ mccMnc, gid1 = bytes(), gid2 = bytes() }) => {
        const isNamed = [own, ANY_OPERATOR].includes(hex(mccMnc));
        return isNamed && gid1.length === 0 && gid2.length === 0;
      }),
  );
  if (!isAllowed) throw new NotApplicable(`it allows PPR2 to no profile of the operator ${own}`);
}

const CASES: readonly Pick<ReportCase, 'name' | 'run'>[] = [
  {
    name: 'names and icon change, and are there after a loss of power',
    run: (bench) => {
      const { iccid, operator } = operated(bench);
      accepts(operator, { serviceProvider: 'Changed', profileName: 'Changed too', ...ICON });
      bench.restart();
      const { serviceProvider, profileName, iconType, icon } = listed(bench, iccid);
      checkSame('service provider', serviceProvider, 'Changed');
      checkSame('name', profileName, 'Changed too');
      checkSame('type of the icon', iconType, 'png');
      checkBytes('icon', icon, ICON.icon);
    },
  },
  {
    name: 'what the request does not name stays as it is',
    run: (bench) => {
      const { iccid, operator } = operated(bench, ICON);
      const before = profileOf(bench, iccid);
      accepts(operator, { profileName: 'Changed' });
      const expected = textOf({ ...before, profileName: 'Changed' });
      checkSame('the profile', textOf(listed(bench, iccid)), expected);
    },
  },
  {
    name: 'an empty icon removes the one before',
    run: (bench) => {
      const { iccid, operator } = operated(bench, ICON);
      accepts(operator, { iconType: 'png', icon: bytes() });
      checkSame('bytes of the icon', listed(bench, iccid).icon?.length ?? 0, 0);
    },
  },
  {
    name: 'a policy rule is taken away, and the profile can be deleted then',
    run: (bench) => {
      checkAllowed(bench);
      const { iccid, operator } = operated(bench, { policyRules: [es10.PPR.ppr2] });
      accepts(operator, { policyRules: [] });
      checkSame('rules', listed(bench, iccid).policyRules?.length ?? 0, 0);
      checkSame('DisableProfile', disable(bench, iccid), es10.DISABLE_RESULT.ok);
      checkSame('DeleteProfile', remove(bench, iccid), es10.DELETE_RESULT.ok);
    },
  },
  {
    name: 'error: a rule that is not set cannot be added, and nothing changes',
    run: (bench) => {
      const policyRules = [es10.PPR.ppr2];
      refuses(bench, emitUpdateMetadataRequest({ profileName: 'Changed', policyRules }));
    },
  },
  {
    name: 'error: a name that is too long is refused, and nothing changes',
    run: (bench) => {
      const profileName = 'n'.repeat(es10.PROFILE_NAME_LENGTH_MAX + 1);
      refuses(bench, emitUpdateMetadataRequest({ serviceProvider: 'Changed', profileName }));
    },
  },
  {
    name: 'error: an object of another name is refused, and nothing changes',
    run: (bench) => refuses(bench, concat(unhex('BF2B03'), unhex('92015A'))),
  },
  {
    name: 'error: a packet with a wrong checksum changes nothing',
    run: (bench) => {
      const { iccid, operator } = operated(bench);
      const before = textOf(profileOf(bench, iccid));
      const packet = packetOf(operator, emitUpdateMetadataRequest({ profileName: 'Forged' }));
      const forged = packet.map((byte, at) => (at === packet.length - 1 ? byte ^ 1 : byte));
      const proof = operator.deliver(forged);
      check(!proof.startsWith('0 '), `no proof of success, not ${proof}`);
      checkSame('the profile', textOf(listed(bench, iccid)), before);
    },
  },
  {
    name: 'error: a packet that came before changes nothing',
    run: (bench) => {
      const { iccid, operator } = operated(bench);
      const packet = packetOf(operator, emitUpdateMetadataRequest({ profileName: 'First' }));
      checkSame('the proof of receipt', operator.deliver(packet), DONE);
      accepts(operator, { profileName: 'Second' });
      const proof = operator.deliver(packet);
      check(!proof.startsWith('0 '), `no proof of success, not ${proof}`);
      checkSame('name', listed(bench, iccid).profileName, 'Second');
    },
  },
];

export const UPDATE_METADATA_CASES: readonly ReportCase[] = CASES.map((one) => ({
  group: '4.2.2',
  clause: '§5.4.1',
  needs: ['servers'],
  ...one,
}));
