/** An SM-DS at two ports: ES11 for LPAs, ES12 for servers over mutual TLS. [SGP22 §3.6] */
import type { Smds, SmdsInterface } from '../../host/smds/index.ts';
import type { OpenStore } from '../../run/store/index.ts';
import { type HttpsOptions, type OpenPorts, serveHttps } from './https-server.ts';
import type { ServedAnswer, ServedProblem } from './serve-smdp.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface SmdsParts {
  readonly smds: Smds;
  readonly store: Pick<OpenStore, 'commit'>;
  readonly tls: TlsIdentity;
  readonly anchors: readonly string[];
  readonly ports: { readonly es11: number; readonly es12: number };
  readonly onAnswer?: ((served: ServedAnswer) => void) | undefined;
  readonly onProblem?: ((problem: ServedProblem) => void) | undefined;
}

export type ServedSmds = OpenPorts<SmdsInterface>;

export async function serveSmds(parts: SmdsParts): Promise<ServedSmds> {
  const { smds, store, tls, anchors, ports, onAnswer, onProblem } = parts;
  const at = (over: SmdsInterface): HttpsOptions => ({
    tls,
    port: ports[over],
    what: over.toUpperCase(),
    delayMs: smds.options.faults.delayMs,
    async serve(path, body) {
      const answer = smds.handle(over, path, body);
      const batches = smds.takeBatches();
      if (batches.length > 0) await store.commit(batches);
      onAnswer?.({ over, answer });
      return answer;
    },
    report: (problem) => onProblem?.({ over, problem }),
  });
  return await serveHttps({ es11: at('es11'), es12: { ...at('es12'), clientAnchors: anchors } });
}
