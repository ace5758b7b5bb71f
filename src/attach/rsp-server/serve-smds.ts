/** An SM-DS at two ports: ES11 for LPAs, ES12 for servers over mutual TLS. [SGP22 §3.6] */
import type { Smds, SmdsInterface } from '../../host/smds/index.ts';
import type { OpenStore } from '../../run/store/index.ts';
import { type OpenHttps, serveHttps } from './https-server.ts';
import type { ServedAnswer } from './serve-smdp.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface SmdsParts {
  readonly smds: Smds;
  readonly store: Pick<OpenStore, 'commit'>;
  readonly tls: TlsIdentity;
  readonly anchors: readonly string[];
  readonly ports: { readonly es11: number; readonly es12: number };
  readonly onAnswer?: ((served: ServedAnswer) => void) | undefined;
}

export interface ServedSmds {
  readonly ports: { readonly es11: number; readonly es12: number };
  close(): Promise<void>;
}

export async function serveSmds(parts: SmdsParts): Promise<ServedSmds> {
  const { smds, store, tls, anchors, ports, onAnswer } = parts;
  const { delayMs } = smds.options.faults;
  const open: OpenHttps[] = [];
  const at = async (over: SmdsInterface, clientAnchors?: readonly string[]): Promise<number> => {
    const serve = async (path: string, body: string) => {
      const answer = smds.handle(over, path, body);
      const batches = smds.takeBatches();
      if (batches.length > 0) await store.commit(batches);
      onAnswer?.({ over, answer });
      return answer;
    };
    const what = over.toUpperCase();
    const one = await serveHttps({ tls, clientAnchors, port: ports[over], what, delayMs, serve });
    open.push(one);
    return one.port;
  };
  const close = async (): Promise<void> => {
    await Promise.all(open.map((one) => one.close()));
  };
  try {
    const es11 = await at('es11');
    const es12 = await at('es12', anchors);
    return { ports: { es11, es12 }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
