/** ES10b.LoadBoundProfilePackage: a package in pieces, each in a STORE DATA. [SGP22 §5.7.6] */
import {
  assert,
  type Bytes,
  EMPTY,
  operandText,
  startsWith,
  type TraceKind,
  nameOf,
} from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import {
  BPP_COMMAND,
  ES10_TAG,
  type FinalResult,
  INSTALL_ERROR,
  NOTIFICATION_EVENT,
} from '../../wire/es10/index.ts';
import { emitTag, SW } from '../../wire/index.ts';
import { EUICC_RESPONSE, type EuiccResponse } from '../../wire/saip/index.ts';
import {
  type AuthenticatedServer,
  installErrorOf,
  type InterruptedLoading,
  type LoadedPackage,
  type LoadingFailure,
  PackageLoading,
  type PreparedDownload,
} from '../download/index.ts';
import type { Euicc } from '../euicc.ts';
import { signerOf } from '../notification-store.ts';
import { metadataProblem } from '../policy-rules.ts';
import type { Profile } from '../profile-store.ts';
import type { RspSession } from '../rsp-session.ts';

const CLAUSE = 'SGP22 §5.7.6';
const HEAD = emitTag(ES10_TAG.loadBoundProfilePackage);

/** Functions that are taken while a package comes; they end its loading. [SGP22 §5.7.6] */
export const TAKEN_WHILE_LOADING: readonly number[] = [
  ES10_TAG.getEuiccChallenge,
  ES10_TAG.cancelSession,
];

/** Whether a request is the first piece of a package. */
export function isPackageHead(request: Bytes): boolean {
  return startsWith(request, HEAD);
}

export function isLoading({ session }: Euicc, { card }: Session): boolean {
  return session?.card === card && session.loading !== undefined;
}

/** Gives the result of the installation with the last piece, nothing with those before. */
export function loadBoundProfilePackage(euicc: Euicc, piece: Bytes, session: Session): Bytes {
  const current = loadingSession(euicc, piece, session);
  const { loading } = current;
  const result = loading.take(piece);
  if (result === undefined) {
    record(euicc, current);
    return EMPTY;
  }
  return 'reason' in result ? failed(euicc, current, result) : install(euicc, current, result);
}

interface LoadingSession extends RspSession {
  readonly server: AuthenticatedServer;
  readonly download: PreparedDownload;
  readonly loading: PackageLoading;
}

/** The session with the package that comes; one begins with its head. */
function loadingSession(euicc: Euicc, piece: Bytes, { card }: Session): LoadingSession {
  const current = euicc.sessionOf(card);
  const server = current?.server;
  const download = current?.download;
  if (current === undefined || server === undefined || download === undefined)
    return refuse(SW.CONDITIONS, CLAUSE, 'no download is prepared');
  const { loading: before } = current;
  if (before !== undefined && !(isPackageHead(piece) && before.isBetweenElements))
    return { ...current, server, download, loading: before };
  const { services, eid, installer } = euicc;
  const loading = new PackageLoading({
    crypto: services.crypto,
    eid,
    server,
    download,
    support: installer.support,
    judge: (metadata) => metadataProblem(euicc, metadata),
  });
  const next = { ...current, server, download, loading };
  euicc.setSession(next);
  return next;
}

/** What a power cut must not lose: which command was due, and of which profile. */
function record({ loading: cell }: Euicc, { server, download, loading }: LoadingSession): void {
  const before = cell.get();
  const { command, iccid } = loading;
  if (command === BPP_COMMAND.initialiseSecureChannel) return;
  if (before !== undefined && before.command === command && before.iccid === iccid) return;
  const { transactionId, address, ciKeyId } = server;
  const smdpOid = download.certificate.oid ?? server.oid;
  cell.set({ transactionId, address, smdpOid, ciKeyId, command, iccid });
}

function failed(euicc: Euicc, current: LoadingSession, failure: LoadingFailure): Bytes {
  const { command, reason } = failure;
  const isOfElements = command === BPP_COMMAND.loadProfileElements;
  const response = current.loading.package.expansion.response();
  const simaResponse = isOfElements ? EUICC_RESPONSE.emit(response) : undefined;
  return end(euicc, current, {
    finalResult: { command, reason, simaResponse },
    why: `${nameOf(BPP_COMMAND, command)}, ${nameOf(INSTALL_ERROR, reason)}: ${failure.why}`,
  });
}

function install(euicc: Euicc, current: LoadingSession, { metadata }: LoadedPackage): Bytes {
  const { ciKeyId, address } = current.server;
  const { package: reader } = current.loading;
  const { profile, response, why } = euicc.installer.create(reader, { metadata, ciKeyId });
  if (profile === undefined) {
    const reason = reasonOf(response);
    const failure = { command: BPP_COMMAND.loadProfileElements, reason, why: why ?? '' };
    return failed(euicc, current, failure);
  }
  const result = end(euicc, current, {
    finalResult: { aid: profile.isdP, simaResponse: EUICC_RESPONSE.emit(response) },
    why: undefined,
    profile,
  });
  const others = (profile.notifications ?? []).filter(
    (one) => one.events.includes(NOTIFICATION_EVENT.install) && one.address !== address,
  );
  const signer = signerOf(euicc.signers, ciKeyId);
  assert(signer, 'a session has an issuer that the eUICC signs under');
  for (const one of others)
    euicc.notifications.addChange(signer, 'install', {
      address: one.address,
      iccid: profile.iccid,
    });
  return result;
}

function reasonOf({ peStatus }: EuiccResponse): number {
  const last = peStatus.at(-1);
  assert(last, 'an installation that failed has a status');
  return installErrorOf(last);
}

interface End {
  readonly finalResult: FinalResult;
  /** In words, where it failed. */
  readonly why: string | undefined;
  readonly profile?: Profile;
}

/** The result is made once; key and session end with it. */
function end(euicc: Euicc, { server, download, loading }: LoadingSession, facts: End): Bytes {
  const { transactionId, address, ciKeyId, oid } = server;
  const signer = signerOf(euicc.signers, ciKeyId);
  assert(signer, 'a session has an issuer that the eUICC signs under');
  const { finalResult, why, profile } = facts;
  euicc.services.note(PACKAGE, profile?.name, why);
  if (euicc.loading.get() !== undefined) euicc.loading.set(undefined);
  if (euicc.oneTimeKey.get() !== undefined) euicc.oneTimeKey.set(undefined);
  euicc.setSession(undefined);
  return euicc.notifications.addInstallation(signer, {
    transactionId,
    address,
    smdpOid: download.certificate.oid ?? oid,
    iccid: loading.iccid,
    finalResult,
  });
}

/** The result of a package whose rest will not come. [SGP22 §2.5.6] */
export function settleInterruption(euicc: Euicc): void {
  const interrupted = euicc.loading.get();
  if (interrupted === undefined || euicc.session?.loading !== undefined) return;
  euicc.loading.set(undefined);
  const signer = signerOf(euicc.signers, interrupted.ciKeyId);
  if (signer === undefined) return;
  const { command } = interrupted;
  euicc.services.note(PACKAGE, undefined, wordsOf(interrupted));
  const reason = INSTALL_ERROR.installFailedDueToInterruption;
  euicc.notifications.addInstallation(signer, { ...interrupted, finalResult: { command, reason } });
}

function wordsOf({ command }: InterruptedLoading): string {
  return `${nameOf(BPP_COMMAND, command) ?? command}: the rest of the package did not come`;
}

export const PACKAGE: TraceKind = {
  name: 'bound-profile-package',
  words: ([profile, why]) =>
    why === undefined
      ? `${operandText(profile)} is installed`
      : `the profile is not installed: ${operandText(why)}`,
};
