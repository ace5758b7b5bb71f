/** `bifrons smds`: an SM-DS serves until it is ended. */
import { serveSmds, tlsIdentity, trustAnchors } from '../../attach/rsp-server/index.ts';
import { Smds } from '../../host/smds/index.ts';
import { interruption } from '../interruption.ts';
import { Output } from '../output.ts';
import { showAnswer, showProblem } from './run-smdp.ts';
import {
  namedFaults,
  nameProblem,
  noteName,
  openServerFolder,
  serverParts,
  type ServerOptions,
  serverTls,
} from './server-start.ts';

export interface SmdsCommandOptions extends ServerOptions {
  readonly serverPort: number;
}

export async function runSmds(options: SmdsCommandOptions): Promise<void> {
  const left = interruption();
  const output = new Output(options);
  const parts = serverParts(options.pki, 'ds');
  const { faults } = namedFaults(parts, options.fault ?? []);
  const key = serverTls(parts, options.pki);
  const { store, close } = await openServerFolder(options.data, 'smds');
  try {
    const own = { address: options.address ?? `localhost:${options.port}`, faults };
    const smds = new Smds(parts, own, store.image);
    const served = await serveSmds({
      smds,
      store,
      tls: tlsIdentity(key),
      anchors: trustAnchors(parts.identities),
      ports: { es11: options.port, es12: options.serverPort },
      onAnswer: (one) => showAnswer(output, one),
      onProblem: (one) => showProblem(output, one),
    });
    try {
      const { ports } = served;
      const address = options.address ?? `localhost:${ports.es11}`;
      own.address = address;
      output.object({ up: address, ports });
      output.line(`SM-DS ${address}  ES11 port ${ports.es11}  ES12 port ${ports.es12}`);
      noteName(nameProblem(key, address), options);
      for (const event of smds.events) {
        output.object(event);
        output.line(`${event.eid}  ${event.eventId}  ${event.rspServerAddress}`);
      }
      output.line('Ctrl-C ends it');
      await left;
    } finally {
      await served.close();
    }
  } finally {
    await close();
  }
}
