/** The steps of a download and the lists of the eUICC, as cases take them. [SGP22 §3.1.3] */
import { type Bytes, concat, hex, isWireError } from '../../base/index.ts';
import * as es10 from '../../wire/es10/index.ts';
import { type BoundProfilePackage, segmentsOfPackage } from '../../wire/es8/index.ts';
import { emitIccid } from '../../wire/index.ts';
import { curveOfKey, parseCertificate } from '../../wire/x509/index.ts';
import { isSigned } from '../rsp-server/index.ts';
import type {
  AuthenticateChanges,
  BindOptions,
  DownloadServer,
  PrepareChanges,
} from './download-server.ts';
import type { EuiccBench } from './euicc-bench.ts';
import { check, checkResult, fail, NotApplicable, readable } from './expectations.ts';
import { ICCIDS, metadataOf, packageOf } from './offered-profile.ts';

export function serverOf(bench: EuiccBench): DownloadServer {
  return bench.servers.step(bench.rng('server'));
}

export function challengeOf(bench: EuiccBench): Bytes {
  const request = es10.emitEmptyRequest('getEuiccChallenge');
  const parse = es10.parseGetEuiccChallengeResponse;
  return bench.call('ES10b.GetEUICCChallenge', request, parse).challenge;
}

export function authenticateWith(
  bench: EuiccBench,
  server: DownloadServer,
  changes?: AuthenticateChanges,
): Bytes {
  const request = server.authenticate(challengeOf(bench), changes);
  const answer = bench.answer('ES10b.AuthenticateServer', request);
  const parsed = es10.parseAuthenticateServerResponse(answer);
  if (!isWireError(parsed) && !('error' in parsed)) bench.certificate = parsed.euiccCertificate;
  return answer;
}

export function prepareWith(
  bench: EuiccBench,
  server: DownloadServer,
  changes?: PrepareChanges,
): Bytes {
  const request = server.prepare(authenticateWith(bench, server), changes);
  return bench.answer('ES10b.PrepareDownload', request);
}

/** The package that a server binds to what the eUICC has prepared. */
export function boundFor(
  bench: EuiccBench,
  server: DownloadServer,
  options?: BindOptions,
): BoundProfilePackage {
  return server.bind(prepareWith(bench, server), packageOf(), options);
}

/** The first answer that is not empty, as it is. */
export function loadPieces(bench: EuiccBench, pieces: readonly Bytes[]): Bytes {
  for (const piece of pieces) {
    const answer = bench.answer('ES10b.LoadBoundProfilePackage', piece);
    if (answer.length > 0) return answer;
  }
  return fail('ES10b.LoadBoundProfilePackage: expected a result with the last segment');
}

export function load(bench: EuiccBench, bound: BoundProfilePackage): Bytes {
  return loadPieces(bench, segmentsOfPackage(bound));
}

/** What a ProfileInstallationResult says; its signature is checked. */
export function resultOf(bench: EuiccBench, answer: Bytes): es10.ProfileInstallationResultData {
  const what = 'ProfileInstallationResult';
  const { data, signature } = readable(what, es10.parseProfileInstallationResult(answer));
  checkSigned(bench, { what, signature, data });
  return readable(what, es10.parseProfileInstallationResultData(data));
}

/** Command and reason of a failed installation, by their names. */
export function checkFailure(
  bench: EuiccBench,
  answer: Bytes,
  [command, reason]: readonly [keyof typeof es10.BPP_COMMAND, keyof typeof es10.INSTALL_ERROR],
): void {
  const { finalResult } = resultOf(bench, answer);
  if ('aid' in finalResult) fail(`expected ${reason} in ${command}, and the profile is installed`);
  const { INSTALL_ERROR, BPP_COMMAND } = es10;
  checkResult('reason', INSTALL_ERROR, { got: finalResult.reason, expected: reason });
  checkResult('bppCommandId', BPP_COMMAND, { got: finalResult.command, expected: command });
}

/** A signature, and what it is made over. */
export interface Signed {
  readonly what: string;
  readonly signature: Bytes;
  readonly data: Bytes;
}

/** By the key in the certificate that the last AuthenticateServer brought. */
export function checkSigned(bench: EuiccBench, { what, signature, data }: Signed): void {
  if (bench.certificate === undefined) fail(`${what} comes before the certificate of the eUICC`);
  const certificate = readable('CERT.EUICC', parseCertificate(bench.certificate));
  const { keyAlgorithm, publicKey } = certificate;
  const curve = curveOfKey(keyAlgorithm) ?? fail('CERT.EUICC has a key on an unknown curve');
  const isRight = isSigned(bench.crypto, { curve, publicKey }, { signature, message: data });
  check(isRight, `the signature of ${what} verifies with CERT.EUICC`);
}

export interface Installed {
  readonly iccid: Bytes;
  readonly isdP: Bytes;
}

/** Downloads the profile of the report under one of its ICCIDs. */
export function install(
  bench: EuiccBench,
  iccid: (typeof ICCIDS)[number] = ICCIDS[0],
  metadata: NonNullable<BindOptions['metadata']> = {},
): Installed {
  const server = serverOf(bench);
  const prepared = prepareWith(bench, server);
  const options = { metadata: { ...metadataOf(iccid), ...metadata } };
  const upp = packageOf({ iccid, class: metadata.class });
  const answer = load(bench, server.bind(prepared, upp, options));
  const result = readable('result', es10.parseProfileInstallationResult(answer));
  const { finalResult } = readable('result', es10.parseProfileInstallationResultData(result.data));
  if ('aid' in finalResult) return { iccid: emitIccid(iccid), isdP: finalResult.aid };
  return fail(`the profile is not installed: reason ${finalResult.reason}`);
}

export function profilesOf(
  bench: EuiccBench,
  request: es10.ProfileInfoListRequest = {},
): readonly es10.ProfileInfo[] {
  const emitted = es10.emitProfileInfoListRequest(request);
  const parsed = bench.call('ES10c.GetProfilesInfo', emitted, es10.parseProfileInfoListResponse);
  if ('profiles' in parsed) return parsed.profiles;
  return fail(`ES10c.GetProfilesInfo: expected a list, got error ${parsed.error}`);
}

export function profileOf(bench: EuiccBench, iccid: Bytes): es10.ProfileInfo | undefined {
  const tags = Object.values(es10.PROFILE_TAG);
  return profilesOf(bench, { search: { by: 'iccid', value: iccid }, tags })[0];
}

export function notificationsOf(
  bench: EuiccBench,
  events?: readonly number[],
): readonly es10.NotificationMetadata[] {
  const request = es10.emitListNotificationRequest({ events });
  const parsed = bench.call('ES10b.ListNotification', request, es10.parseListNotificationResponse);
  if ('notifications' in parsed) return parsed.notifications;
  return fail(`ES10b.ListNotification: expected a list, got error ${parsed.error}`);
}

export function retrieve(bench: EuiccBench, search?: es10.NotificationSearch) {
  const request = es10.emitRetrieveNotificationsRequest({ search });
  const parse = es10.parseRetrieveNotificationsResponse;
  return bench.call('ES10b.RetrieveNotificationsList', request, parse);
}

export interface Switchable {
  readonly enabled: Bytes;
  readonly disabled: Bytes;
}

/**
 * ICCIDs of two profiles without policy rules, one of them enabled: those that the eUICC leaves the
 * factory with, or else downloaded ones.
 */
export function switchable(bench: EuiccBench): Switchable {
  const free = profilesOf(bench, { tags: Object.values(es10.PROFILE_TAG) }).filter(isFree);
  const iccidIn = (state: es10.ProfileState): Bytes | undefined =>
    free.find((one) => one.state === state)?.iccid;
  const other = iccidIn('disabled') ?? downloaded(bench, ICCIDS[0]);
  const enabled = iccidIn('enabled');
  if (enabled !== undefined) return { enabled, disabled: other };
  const more = downloaded(bench, ICCIDS[1]);
  checkResult('EnableProfile', es10.ENABLE_RESULT, { got: enable(bench, more), expected: 'ok' });
  return { enabled: more, disabled: other };
}

function isFree({ class: kind, policyRules = [] }: es10.ProfileInfo): boolean {
  return (kind ?? 'operational') === 'operational' && policyRules.length === 0;
}

function downloaded(bench: EuiccBench, iccid: (typeof ICCIDS)[number]): Bytes {
  if (bench.hasServers) return install(bench, iccid).iccid;
  throw new NotApplicable('it has too few profiles without policy rules, and takes no download');
}

/** Without REFRESH; the card is reset as the device does it then. */
export function enable(bench: EuiccBench, iccid: Bytes): number {
  const request = es10.emitEnableProfileRequest({
    profile: { by: 'iccid', value: iccid },
    refresh: false,
  });
  const result = bench.call('ES10c.EnableProfile', request, es10.parseEnableProfileResponse);
  if (result === es10.ENABLE_RESULT.ok) bench.reset();
  return result;
}

export function disable(bench: EuiccBench, iccid: Bytes): number {
  const request = es10.emitDisableProfileRequest({
    profile: { by: 'iccid', value: iccid },
    refresh: false,
  });
  const result = bench.call('ES10c.DisableProfile', request, es10.parseDisableProfileResponse);
  if (result === es10.DISABLE_RESULT.ok) bench.reset();
  return result;
}

export function remove(bench: EuiccBench, iccid: Bytes): number {
  const request = es10.emitDeleteProfileRequest({ by: 'iccid', value: iccid });
  return bench.call('ES10c.DeleteProfile', request, es10.parseDeleteProfileResponse);
}

export function checkGone(bench: EuiccBench, iccid: Bytes): void {
  check(profileOf(bench, iccid) === undefined, `there is no profile ${hex(iccid)}`);
}

export function checkState(bench: EuiccBench, iccid: Bytes, state: es10.ProfileState): void {
  const found = profileOf(bench, iccid)?.state ?? 'not there';
  check(found === state, `profile ${hex(iccid)} is ${state}; it is ${found}`);
}

/** What a server signs PrepareDownload over, and the eUICC its answer. */
export function behind(data: Bytes, signature: Bytes): Bytes {
  return concat(data, es10.emitSignature(signature));
}
