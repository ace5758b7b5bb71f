/** An SM-DP+ at two ports: ES9+ for LPAs, ES2+ for operators over mutual TLS. [SGP22 §2.8] */
import type { Batch } from '../../base/index.ts';
import type { Answer } from '../../host/rsp-server/index.ts';
import type { Interface, OutgoingCall, Smdp } from '../../host/smdp/index.ts';
import { PROGRESS_POINT } from '../../host/smdp/index.ts';
import type { OpenStore } from '../../run/store/index.ts';
import { ES12_FUNCTIONS, ES2_FUNCTIONS } from '../../wire/es9/index.ts';
import { type HttpAnswer, type HttpsOptions, type OpenPorts, serveHttps } from './https-server.ts';
import { sendJson, type SendParts } from './send-json.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface ServedAnswer {
  readonly over: string;
  readonly answer: Answer;
}

/** A client that no function served, and why. */
export interface ServedProblem {
  readonly over: string;
  readonly problem: string;
}

export interface SmdpParts {
  readonly smdp: Smdp;
  readonly store: Pick<OpenStore, 'commit'>;
  readonly tls: TlsIdentity;
  readonly anchors: readonly string[];
  readonly ports: { readonly es9: number; readonly es2: number };
  readonly sending: SendParts;
  /** Where download progress is reported to, if so. */
  readonly operator?: string | undefined;
  readonly onAnswer?: ((served: ServedAnswer) => void) | undefined;
  readonly onProblem?: ((problem: ServedProblem) => void) | undefined;
  /** What was sent to another server, and why it failed. */
  readonly onCall?: ((call: OutgoingCall, problem: string | undefined) => void) | undefined;
}

export interface ServedSmdp extends OpenPorts<Interface> {
  /** Makes durable and sends what orders without a request have left. */
  deliver(): Promise<void>;
}

export async function serveSmdp(parts: SmdpParts): Promise<ServedSmdp> {
  const { smdp, tls, anchors, ports, onProblem } = parts;
  const at = (over: Interface, what: string): HttpsOptions => ({
    tls,
    port: ports[over],
    what,
    delayMs: smdp.options.faults.delayMs,
    serve: (path, body) => handle(parts, { over, path, body }),
    report: (problem) => onProblem?.({ over, problem }),
  });
  const es2 = { ...at('es2', 'ES2+'), clientAnchors: anchors };
  const served = await serveHttps({ es9: at('es9', 'ES9+'), es2 });
  return { ...served, deliver: async () => void (await deliver(parts)) };
}

interface Received {
  readonly over: Interface;
  readonly path: string;
  readonly body: string;
}

/** The answer leaves after what it changed is durable. */
async function handle(
  parts: SmdpParts,
  { over, path, body }: Received,
): Promise<HttpAnswer | 'dropped'> {
  const { smdp, onAnswer } = parts;
  const handled = smdp.handle(over, path, body);
  const answer = (await deliver(parts)) ?? handled;
  onAnswer?.({ over, answer });
  return answer.status === 204 && !smdp.options.faults.answersNotifications ? 'dropped' : answer;
}

/** Another answer where an SM-DS did not take its event. */
async function deliver(parts: SmdpParts): Promise<Answer | undefined> {
  const { smdp, store } = parts;
  let refused: Answer | undefined;
  const calls = smdp.takeCalls();
  await commit(store, smdp.takeBatches());
  for (const call of calls) {
    if (call.kind !== 'register-event') {
      void send(parts, call);
      continue;
    }
    const problem = await send(parts, call);
    if (problem === undefined) continue;
    refused = smdp.undoConfirmation(call.iccid, problem);
    await commit(store, smdp.takeBatches());
  }
  return refused;
}

async function commit(store: Pick<OpenStore, 'commit'>, batches: readonly Batch[]): Promise<void> {
  if (batches.length > 0) await store.commit(batches);
}

async function send(parts: SmdpParts, call: OutgoingCall): Promise<string | undefined> {
  const { sending, operator, smdp, onCall } = parts;
  if (call.kind === 'progress') {
    if (operator === undefined) return undefined;
    const problem = await sendJson(
      sending,
      { address: operator, which: ES2_FUNCTIONS.handleDownloadProgressInfo },
      {
        eid: call.eid,
        iccid: call.iccid,
        profileType: call.profileType,
        timestamp: new Date().toISOString(),
        notificationPointId: PROGRESS_POINT[call.point],
        notificationPointStatus:
          call.failure === undefined
            ? { status: 'Executed-Success' }
            : { status: 'Failed', statusCodeData: call.failure },
      },
    );
    onCall?.(call, problem);
    return problem;
  }
  const { eid, eventId, smds: address } = call;
  const problem =
    call.kind === 'register-event'
      ? await sendJson(
          sending,
          { address, which: ES12_FUNCTIONS.registerEvent },
          {
            eid,
            eventId,
            rspServerAddress: smdp.options.address,
            forwardingIndicator: false,
          },
        )
      : await sendJson(sending, { address, which: ES12_FUNCTIONS.deleteEvent }, { eid, eventId });
  onCall?.(call, problem);
  return problem;
}
