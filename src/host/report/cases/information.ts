/** ES10a, GetEUICCInfo, GetEUICCChallenge, GetEID, SetNickname, GetRAT, GetProfilesInfo. */
import { equal, hex, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { SW } from '../../../wire/index.ts';
import { challengeOf, profileOf, profilesOf, switchable } from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkBytes, checkResult, checkSame, fail } from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';

function addresses(bench: EuiccBench): es10.ConfiguredAddresses {
  const request = es10.emitEmptyRequest('getEuiccConfiguredAddresses');
  return bench.call('ES10a.GetEuiccConfiguredAddresses', request, es10.parseConfiguredAddresses);
}

function setDefault(bench: EuiccBench, address: string): void {
  const request = es10.emitSetDefaultDpAddressRequest({ address });
  const parse = es10.parseSetDefaultDpAddressResponse;
  checkSame('result', bench.call('ES10a.SetDefaultDpAddress', request, parse), 0);
}

const ADDRESSES: readonly ReportCase[] = [
  {
    group: '4.2.8',
    name: 'the address of the root SM-DS is given',
    clause: '§5.7.3',
    run: (bench) => check(addresses(bench).rootDs.length > 0, 'an address of the root SM-DS'),
  },
  {
    group: '4.2.8',
    name: 'without a default SM-DP+ none is given',
    clause: '§5.7.3',
    run: (bench) => {
      setDefault(bench, '');
      checkSame('default SM-DP+', addresses(bench).defaultDp, undefined);
    },
  },
  {
    group: '4.2.9',
    name: 'an address is set, given, and there after a loss of power',
    clause: '§5.7.4',
    run: (bench) => {
      setDefault(bench, 'report.example.com');
      bench.restart();
      checkSame('default SM-DP+', addresses(bench).defaultDp, 'report.example.com');
    },
  },
  {
    group: '4.2.9',
    name: 'an empty address removes the one that is set',
    clause: '§5.7.4',
    run: (bench) => {
      setDefault(bench, 'report.example.com');
      setDefault(bench, '');
      checkSame('default SM-DP+', addresses(bench).defaultDp, undefined);
    },
  },
  {
    group: '4.2.9',
    name: 'a request without an address is refused with 6A80, and nothing changes',
    clause: '§5.7.4',
    run: (bench) => {
      setDefault(bench, 'report.example.com');
      checkSame(
        'SW',
        bench.request('ES10a.SetDefaultDpAddress', unhex('BF3F00')).sw,
        SW.WRONG_DATA,
      );
      checkSame('default SM-DP+', addresses(bench).defaultDp, 'report.example.com');
    },
  },
];

const info1 = (bench: EuiccBench) =>
  bench.call('ES10b.GetEUICCInfo1', es10.emitEmptyRequest('getEuiccInfo1'), es10.parseEuiccInfo1);
const info2 = (bench: EuiccBench) =>
  bench.call('ES10b.GetEUICCInfo2', es10.emitEmptyRequest('getEuiccInfo2'), es10.parseEuiccInfo2);

const INFORMATION: readonly ReportCase[] = [
  {
    group: '4.2.12',
    name: 'a challenge has 16 bytes',
    clause: '§5.7.7',
    run: (bench) => checkSame('length', challengeOf(bench).length, 16),
  },
  {
    group: '4.2.12',
    name: 'two challenges are different',
    clause: '§5.7.7',
    run: (bench) =>
      check(!equal(challengeOf(bench), challengeOf(bench)), 'a new challenge for each request'),
  },
  {
    group: '4.2.13',
    name: 'EUICCInfo1 has the edition of the eUICC',
    clause: '§5.7.8',
    run: (bench) => {
      const [major, minor] = info1(bench).svn;
      checkSame('SVN', `${major}.${minor}`, bench.facts.edition);
    },
  },
  {
    group: '4.2.13',
    name: 'EUICCInfo2 repeats edition and issuers of EUICCInfo1',
    clause: '§5.7.8',
    run: (bench) => {
      const [short, long] = [info1(bench), info2(bench)];
      checkSame('SVN', long.svn.join('.'), short.svn.join('.'));
      const keys = (list: readonly Uint8Array[]): string => list.map(hex).join(' ');
      checkSame('for verification', keys(long.verificationKeys), keys(short.verificationKeys));
      checkSame('for signing', keys(long.signingKeys), keys(short.signingKeys));
    },
  },
  {
    group: '4.2.13',
    name: 'the issuer of the server is among the keys of EUICCInfo1',
    clause: '§5.7.8',
    needs: ['servers'],
    run: (bench) => {
      const { keyId } = bench.servers.first.issuer;
      const { verificationKeys, signingKeys } = info1(bench);
      for (const list of [verificationKeys, signingKeys])
        check(
          list.some((one) => equal(one, keyId)),
          `the key ${hex(keyId)} is in the list`,
        );
    },
  },
  {
    group: '4.2.13',
    name: 'EUICCInfo2 has memory, capabilities and versions',
    clause: '§5.7.8',
    run: (bench) => {
      const { cardResource, rspCapability, profileVersion } = info2(bench);
      check(cardResource.length > 0, 'extended card resources');
      check(rspCapability.includes(es10.RSP_CAPABILITY.testProfileSupport), 'a capability');
      check(profileVersion[0] >= 2, 'an edition of the profile package from 2.0');
    },
  },
];

const GET_EID = es10.emitGetEuiccDataRequest({ tag: 0x5a });

const IDENTITY: readonly ReportCase[] = [
  {
    group: '4.2.25',
    name: 'the EID is that of the eUICC',
    clause: '§5.7.20',
    run: (bench) => {
      const { eid } = bench.call('ES10c.GetEID', GET_EID, es10.parseGetEuiccDataResponse);
      checkSame('EID', hex(eid), bench.facts.eid);
    },
  },
  {
    group: '4.2.25',
    name: 'another object than the EID is refused with 6A80',
    clause: '§5.7.20',
    run: (bench) => {
      const request = es10.emitGetEuiccDataRequest({ tag: 0x5b });
      checkSame('SW', bench.request('ES10c.GetEID', request).sw, SW.WRONG_DATA);
    },
  },
  {
    group: '4.2.26',
    name: 'a nickname is set, there after a loss of power, and removed',
    clause: '§5.7.21',
    run: (bench) => {
      const { disabled } = switchable(bench);
      checkSame('result', nickname(bench, disabled, 'Report'), 0);
      bench.restart();
      checkSame('nickname', profileOf(bench, disabled)?.nickname, 'Report');
      checkSame('result', nickname(bench, disabled, ''), 0);
      checkSame('nickname', profileOf(bench, disabled)?.nickname ?? '', '');
    },
  },
  {
    group: '4.2.26',
    name: 'error: a profile that is not there gives iccidNotFound',
    clause: '§5.7.21',
    run: (bench) => {
      const got = nickname(bench, unhex('98000000000000000009'), 'Report');
      checkResult('result', es10.SET_NICKNAME_RESULT, { got, expected: 'iccidNotFound' });
    },
  },
  {
    group: '4.2.27',
    name: 'the rules authorisation table reads, and EUICCInfo2 agrees with it',
    clause: '§5.7.22',
    run: (bench) => {
      const request = es10.emitEmptyRequest('getRat');
      const rules = bench.call('ES10b.GetRAT', request, es10.parseGetRatResponse);
      const allowed = new Set(rules.flatMap(({ policyRules }) => policyRules));
      const { forbiddenPolicyRules = [] } = info2(bench);
      for (const rule of [es10.PPR.ppr1, es10.PPR.ppr2])
        checkSame(
          `PPR${rule} is forbidden`,
          forbiddenPolicyRules.includes(rule),
          !allowed.has(rule),
        );
    },
  },
];

function nickname(bench: EuiccBench, iccid: Uint8Array, text: string): number {
  const request = es10.emitSetNicknameRequest({ iccid, nickname: text });
  return bench.call('ES10c.SetNickname', request, es10.parseSetNicknameResponse);
}

const PROFILES: readonly ReportCase[] = [
  {
    group: '4.2.20',
    name: 'without criteria all profiles are listed, with ICCID, AID and state',
    clause: '§5.7.15',
    run: (bench) => {
      switchable(bench);
      const all = profilesOf(bench);
      check(all.length >= 2, 'at least two profiles');
      for (const { iccid, isdP, state } of all)
        check(!!iccid && !!isdP && !!state, 'each has ICCID, AID of the ISD-P and state');
    },
  },
  {
    group: '4.2.20',
    name: 'by ICCID, and by AID of the ISD-P, one profile is found',
    clause: '§5.7.15',
    run: (bench) => {
      const { disabled } = switchable(bench);
      const [byIccid] = profilesOf(bench, { search: { by: 'iccid', value: disabled } });
      const isdP = byIccid?.isdP ?? fail('no profile under its ICCID');
      const found = profilesOf(bench, { search: { by: 'isd-p', value: isdP } });
      checkSame('profiles under its AID', found.length, 1);
      checkBytes('ICCID', found[0]?.iccid, disabled);
    },
  },
  {
    group: '4.2.20',
    name: 'by class only profiles of the class are found',
    clause: '§5.7.15',
    run: (bench) => {
      switchable(bench);
      const tags = Object.values(es10.PROFILE_TAG);
      const found = profilesOf(bench, { search: { by: 'class', class: 'operational' }, tags });
      check(found.length >= 2, 'at least two operational profiles');
      for (const one of found) checkSame('class', one.class, 'operational');
    },
  },
  {
    group: '4.2.20',
    name: 'a tag list selects what is given',
    clause: '§5.7.15',
    run: (bench) => {
      switchable(bench);
      for (const one of profilesOf(bench, { tags: [es10.PROFILE_TAG.iccid] })) {
        const given = Object.entries(one).filter(([, value]) => value !== undefined);
        checkSame('elements', given.map(([name]) => name).join(), 'iccid');
      }
    },
  },
  {
    group: '4.2.20',
    name: 'a profile that is not there gives an empty list',
    clause: '§5.7.15',
    run: (bench) => {
      const value = unhex('98000000000000000009');
      checkSame('profiles', profilesOf(bench, { search: { by: 'iccid', value } }).length, 0);
    },
  },
  {
    group: '4.2.20',
    name: 'error: a tag list that does not read gives incorrectInputValues',
    clause: '§5.7.15',
    run: (bench) => {
      const parse = es10.parseProfileInfoListResponse;
      const parsed = bench.call('ES10c.GetProfilesInfo', unhex('BF2D035C019F'), parse);
      if (!('error' in parsed)) fail('expected an error, got a list');
      const { PROFILE_INFO_LIST_ERROR: names } = es10;
      checkResult('error', names, { got: parsed.error, expected: 'incorrectInputValues' });
    },
  },
];

export const INFORMATION_CASES: readonly ReportCase[] = [
  ...ADDRESSES,
  ...INFORMATION,
  ...PROFILES,
  ...IDENTITY,
];
