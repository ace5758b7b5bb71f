/** The session of one client: the links that it uses, the trace that it follows. */
import { hex, HostError, unhex } from '../../base/index.ts';
import type { LinkClient } from '../../run/runner/index.ts';
import { transmitWhole } from '../../run/runner/conversations/index.ts';
import {
  type CaptureRow,
  captureRows,
  type DeviceService,
  type TraceRow,
  traceRow,
} from '../service/index.ts';
import { HostSession } from './host-session.ts';
import { OPERATIONS } from '../control/operations/index.ts';
import type { Operation, Received, Result } from '../control/index.ts';

type Handlers = { readonly [K in Operation]: (params: Received<K>) => Promise<Result<K>> };

/** Where a client's events go. */
export interface SessionListener {
  onLine(line: TraceRow): void;
  onCapture(row: CaptureRow): void;
}

export class ServiceSession {
  readonly #service: DeviceService;
  readonly #listener: SessionListener;
  readonly #links = new Map<string, LinkClient>();
  readonly #hostSession: HostSession;
  readonly #handlers: Handlers;
  #unwatch: (() => void) | undefined;
  #uncapture: (() => void) | undefined;

  constructor(service: DeviceService, listener: SessionListener) {
    this.#service = service;
    this.#listener = listener;
    this.#hostSession = new HostSession(service.host);
    this.#handlers = {
      ...this.#hostSession.handlers,
      ...this.#linkHandlers(),
      ...this.#deviceHandlers(),
      ...this.#profileHandlers(),
      ...this.#stateHandlers(),
    };
  }

  /** Checks the parameters and performs the operation. Throws `HostError`. */
  async ask<K extends Operation>(op: K, params: unknown): Promise<Result<K>> {
    const checked = OPERATIONS[op].safeParse(params);
    if (!checked.success) {
      const issue = checked.error.issues[0]!;
      throw new HostError(
        'INPUT_INVALID',
        `${op}: ${issue.path.join('.')}: ${issue.message}`,
        'see schemas/control-request.schema.json',
      );
    }
    return this.#handlers[op](checked.data as Received<K>);
  }

  close(): void {
    this.#unwatch?.();
    this.#uncapture?.();
    this.#hostSession.close();
    for (const client of this.#links.values()) client.close();
    this.#links.clear();
  }

  #linkHandlers(): Pick<Handlers, 'transmit' | 'reset' | 'power.on' | 'power.off'> {
    return {
      transmit: async ({ link, apdu, raw }) => {
        const client = this.#link(link);
        const send = (bytes: Uint8Array) => client.transmit(bytes);
        const whole = !raw && this.#outgoing(link) === 'get-response';
        const answer = whole ? await transmitWhole(send, unhex(apdu)) : await send(unhex(apdu));
        return { answer: hex(answer) };
      },
      reset: async ({ link }) => ({ atr: hex(await this.#link(link).reset()) }),
      'power.on': async ({ link }) => ({ atr: hex(await this.#link(link).powerOn()) }),
      'power.off': async ({ link }) => {
        await this.#link(link).powerOff();
        return {};
      },
    };
  }

  #deviceHandlers(): Pick<
    Handlers,
    | 'topology'
    | 'host.remove'
    | 'host.insert'
    | 'host.tamper'
    | 'host.power-cycle'
    | 'pairing.set'
    | 'alias.add'
    | 'alias.remove'
    | 'ruling.set'
    | 'trace.read'
    | 'trace.follow'
    | 'trace.capture'
  > {
    const service = this.#service;
    const { runner } = service;
    const topology = () => service.topology();
    return {
      topology: async (params) => service.topology(params),
      'host.remove': async () => {
        service.remove();
        return topology();
      },
      'host.insert': () => service.insert().then(topology),
      'host.tamper': async ({ why }) => {
        service.tamper(why);
        return topology();
      },
      'host.power-cycle': () => service.powerCycle().then(topology),
      'pairing.set': ({ rules }) =>
        runner.manage((management) => management.setPairing(rules)).then(topology),
      'alias.add': (entry) =>
        runner.manage((management) => management.addAlias(entry)).then(topology),
      'alias.remove': (entry) =>
        runner.manage((management) => management.removeAlias(entry)).then(topology),
      'ruling.set': (ruling) =>
        runner.manage((management) => management.setRuling(ruling)).then(topology),
      'trace.read': async ({ after }) => ({ lines: runner.trace(after).map(traceRow) }),
      'trace.follow': async ({ after }) => {
        this.#unwatch?.();
        const earlier = after === undefined ? [] : runner.trace(after).map(traceRow);
        this.#unwatch = runner.watch((line) => this.#listener.onLine(traceRow(line)));
        for (const line of earlier) this.#listener.onLine(line);
        return {};
      },
      'trace.capture': async () => {
        this.#uncapture?.();
        this.#uncapture = captureRows(runner, (row) => this.#listener.onCapture(row));
        return { links: runner.host.device.links.map(({ id }) => id) };
      },
    };
  }

  #profileHandlers(): Pick<
    Handlers,
    'profile.list' | 'profile.files' | 'profile.load' | 'profile.change'
  > {
    const { runner } = this.#service;
    return {
      'profile.list': async () => ({ profiles: runner.host.device.management.profiles() }),
      'profile.files': async (which) => ({
        files: runner.host.device.management.profileFiles(which),
      }),
      'profile.load': ({ container, package: source }) =>
        runner
          .manage((management) =>
            management.changeProfile({ act: 'load', container, package: source }),
          )
          .then((result) => result!),
      'profile.change': (change) =>
        runner
          .manage((management) => management.changeProfile(change))
          .then(() => ({ profiles: runner.host.device.management.profiles() })),
    };
  }

  #stateHandlers(): Pick<
    Handlers,
    | 'state.report'
    | 'state.snapshot'
    | 'state.restore'
    | 'state.fork'
    | 'state.diff'
    | 'state.reset'
  > {
    const { states } = this.#service;
    const report = () => states.report();
    const afterwards = async (aside: string | undefined) =>
      aside === undefined ? report() : { ...(await report()), aside };
    return {
      'state.report': report,
      'state.snapshot': ({ name }) => states.snapshot(name).then(report),
      'state.restore': ({ name }) => states.restore(name).then(afterwards),
      'state.fork': ({ name, from }) => states.fork(name, from),
      'state.diff': async ({ from, to }) => ({ changes: await states.compare(from, to) }),
      'state.reset': () => states.reset().then(afterwards),
    };
  }

  #link(link: string): LinkClient {
    let client = this.#links.get(link);
    if (client === undefined) this.#links.set(link, (client = this.#service.clients.open(link)));
    return client;
  }

  #outgoing(link: string): string | undefined {
    return this.#service.runner.host.device.links.find((facts) => facts.id === link)?.outgoing;
  }
}
