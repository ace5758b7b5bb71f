/** `bifrons smdp`: profiles are taken in and ordered, then the server serves until it is ended. */
import { HostError } from '../../base/index.ts';
import {
  type ServedAnswer,
  type ServedProblem,
  serveSmdp,
  tlsIdentity,
  trustAnchors,
} from '../../attach/rsp-server/index.ts';
import { emitActivationCode } from '../../host/lpa/index.ts';
import { type ProfileRecord, Smdp, type SmdpOptions } from '../../host/smdp/index.ts';
import { interruption } from '../interruption.ts';
import { Output, UsageError } from '../output.ts';
import { readPackageElements } from '../profile-source.ts';
import { type ProfileInput, readProfile, readTable } from './read-profiles.ts';
import {
  calendarTime,
  namedFaults,
  nameProblem,
  noteName,
  openServerFolder,
  serverParts,
  type ServerOptions,
  serverTls,
  writeLists,
} from './server-start.ts';

export interface SmdpCommandOptions extends ServerOptions {
  readonly operatorPort: number;
  readonly csv?: string;
  readonly from?: string;
  readonly order: boolean;
  readonly eid?: string;
  readonly matchingId?: string;
  readonly confirmationCode?: string;
  readonly smds?: string;
  readonly expires?: number;
  readonly provider: string;
  readonly class?: 'test' | 'operational';
  readonly sessionKeys?: boolean;
  readonly progress?: string;
}

/** The port of HTTPS, which addresses leave out. */
const HTTPS_PORT = 443;
const HOUR_MS = 3_600_000;

export async function runSmdp(
  files: readonly string[],
  options: SmdpCommandOptions,
): Promise<void> {
  const left = interruption();
  const output = new Output(options);
  const parts = serverParts(options.pki, 'dp');
  const { faults, lists } = namedFaults(parts, options.fault ?? []);
  const key = serverTls(parts, options.pki);
  const { folder, store, close } = await openServerFolder(options.data, 'smdp');
  try {
    const protection = options.sessionKeys === true ? 'session' : 'profile';
    const own = { address: options.address ?? defaultAddress(options.port), protection, faults };
    const smdp = new Smdp(parts, own as SmdpOptions, store.image);
    const tls = tlsIdentity(key);
    const anchors = trustAnchors(parts.identities);
    const served = await serveSmdp({
      smdp,
      store,
      tls,
      anchors,
      ports: { es9: options.port, es2: options.operatorPort },
      sending: { tls, anchors, requester: key.oid ?? '2.999' },
      operator: options.progress,
      onAnswer: (one) => showAnswer(output, one),
      onProblem: (one) => showProblem(output, one),
      onCall: ({ kind, iccid }, problem) => {
        output.object({ call: kind, iccid, problem });
        output.line(`${kind} ${iccid}${problem === undefined ? '' : `: ${problem}`}`);
      },
    });
    if (options.address === undefined) own.address = defaultAddress(served.ports.es9);
    try {
      takeIn(smdp, files, options);
      await served.deliver();
      for (const file of writeLists(folder, lists)) {
        output.object({ revoked: file });
        output.line(`revoked certificates: ${file}`);
      }
      showStart(output, smdp, served.ports);
      noteName(nameProblem(key, own.address), options);
      await left;
    } finally {
      await served.close();
    }
  } finally {
    await close();
  }
}

function defaultAddress(port: number): string {
  return port === HTTPS_PORT ? 'localhost' : `localhost:${port}`;
}

/** Those that are in the server already stay as they are. */
function takeIn(smdp: Smdp, files: readonly string[], options: SmdpCommandOptions): void {
  const { address } = smdp.options;
  const from = options.from === undefined ? undefined : readPackageElements(options.from);
  const read = { ...options, address, from };
  const inputs: readonly ProfileInput[] = [
    ...files.map((file) => readProfile(file, read)),
    ...(options.csv === undefined ? [] : readTable(options.csv, read)),
  ];
  if (options.matchingId !== undefined && inputs.length > 1)
    throw new UsageError(
      '--matching-id is given for several profiles',
      'give it for one, or a column matchingId in the table',
    );
  for (const { profile, order } of inputs) {
    if (!smdp.add(profile) || !options.order) continue;
    const { eid, matchingId, confirmationCode, smds, expires } = options;
    const made = smdp.order({
      iccid: profile.iccid,
      eid: order.eid ?? eid,
      matchingId: order.matchingId ?? matchingId,
      confirmationCode: order.confirmationCode ?? confirmationCode,
      smds,
      expires:
        expires === undefined ? undefined : calendarTime(new Date(Date.now() + expires * HOUR_MS)),
    });
    if (typeof made === 'string')
      throw new HostError('INPUT_INVALID', `${profile.iccid}: ${made}`, 'give another order');
  }
}

function showStart(
  output: Output,
  smdp: Smdp,
  ports: { readonly es9: number; readonly es2: number },
): void {
  const { address } = smdp.options;
  output.object({ up: address, ports, damaged: smdp.damaged });
  output.line(`SM-DP+ ${address}  ES9+ port ${ports.es9}  ES2+ port ${ports.es2}`);
  for (const key of smdp.damaged) output.line(`damaged record ${key}`);
  for (const record of smdp.profiles) {
    const code = codeOf(smdp, record);
    const { iccid, profileType, state } = record;
    output.object({ iccid, profileType, state, eid: record.order.eid, activationCode: code });
    output.line(`${iccid}  ${state.padEnd(11)}  ${profileType}  ${code ?? ''}`);
  }
  output.line('Ctrl-C ends it');
}

function codeOf(smdp: Smdp, record: ProfileRecord): string | undefined {
  const { order, state } = record;
  const isOpen = state === 'released' || state === 'downloaded' || state === 'confirmed';
  const { matchingId, codeHash } = order;
  if (!isOpen || matchingId === undefined) return undefined;
  const { address } = smdp.options;
  const codeRequired = codeHash !== undefined;
  return emitActivationCode({ address, matchingId, oid: undefined, codeRequired });
}

export function showAnswer(output: Output, { over, answer }: ServedAnswer): void {
  const { name, status, failure, note } = answer;
  output.object({ over, function: name, status, failure, note });
  const what = failure === undefined ? (note ?? 'well') : `${failure.subject} ${failure.reason}`;
  const why = failure === undefined ? '' : `: ${failure.why}`;
  output.line(`${over} ${name}  ${status === 404 ? 'no such function' : what}${why}`);
}

export function showProblem(output: Output, { over, problem }: ServedProblem): void {
  output.object({ over, problem });
  output.line(`${over} ${problem}`);
}
