/** The host's clients that one connection uses: modem lines, and channels of its application. */
import { hex, HostError } from '../../base/index.ts';
import type {
  ApplicationHome,
  OpenedChannel,
  Operation,
  Received,
  Result,
} from '../control/index.ts';
import type { ModemModel } from '../../host/index.ts';
import type {
  DeviceHost,
  ModemClient,
  SecureElementChannel,
  SecureElementReader,
  SecureElementService,
} from '../../run/clients/index.ts';

export type HostOperation = Extract<
  Operation,
  `host.${'at' | 'script' | 'readers' | 'open' | 'transmit' | 'next' | 'close'}`
>;

type HostHandlers = {
  readonly [K in HostOperation]: (params: Received<K>) => Promise<Result<K>>;
};

export class HostSession {
  readonly handlers: HostHandlers;
  readonly #host: DeviceHost;
  readonly #ports = new Map<string, ModemClient>();
  readonly #services = new Map<ApplicationHome, SecureElementService>();
  readonly #channels = new Map<number, SecureElementChannel>();
  #lastChannel = 0;

  constructor(host: DeviceHost) {
    this.#host = host;
    this.handlers = {
      'host.at': ({ link, line, model }) =>
        this.#resting(async () => {
          const port = this.#port(link, model);
          return { link: port.link.id, lines: await port.at(line), echo: port.echo };
        }),
      'host.script': ({ link, commands }) =>
        this.#resting(async () => {
          const server = host.remoteServer(link);
          const answers = await server.send(commands);
          return { link: server.link, answers: answers.map(String) };
        }),
      'host.readers': async ({ from }) => ({
        readers: this.#service(from).readers.map((one) => {
          return { name: one.name, link: one.link, present: one.isSecureElementPresent };
        }),
      }),
      'host.open': (params) => this.#resting(() => this.#open(params)),
      'host.transmit': ({ channel, apdu }) =>
        this.#resting(async () => ({ answer: (await this.#channel(channel).transmit(apdu)).hex })),
      'host.next': ({ channel, aid }) =>
        this.#resting(async () => {
          const one = this.#channel(channel);
          const found = await one.selectNext(aid);
          return { selectResponse: found ? (one.selectResponse?.hex ?? null) : null };
        }),
      'host.close': ({ channel }) =>
        this.#resting(async () => {
          await this.#channel(channel).session.close();
          this.#channels.delete(channel);
          return {};
        }),
    };
  }

  /** Its application has ended: what it left open is closed. */
  close(): void {
    this.#channels.clear();
    for (const service of this.#services.values()) {
      void this.#resting(() => service.shutdown()).catch(ignored);
    }
  }

  async #open(params: Received<'host.open'>): Promise<OpenedChannel> {
    const { from, reader: name, aid, p2, basic } = params;
    const reader = this.#reader(from, name);
    const session = await reader.openSession();
    try {
      const channel = basic
        ? await session.openBasicChannel(aid, p2)
        : await session.openLogicalChannel(aid, p2);
      if (channel === null) throw noChannel(reader.name, basic);
      const id = ++this.#lastChannel;
      this.#channels.set(id, channel);
      return {
        channel: id,
        number: channel.number,
        reader: reader.name,
        link: reader.link,
        atr: session.atr === undefined ? null : hex(session.atr),
        selectResponse: channel.selectResponse?.hex ?? null,
      };
    } catch (error) {
      await session.close().catch(ignored);
      throw error;
    }
  }

  /** A client's settings of a modem are those of a port of its own. */
  #port(link: string | undefined, model: ModemModel | undefined): ModemClient {
    const found = this.#host.client('modem', link).id;
    const key = `${found} ${model ?? ''}`;
    let port = this.#ports.get(key);
    if (port === undefined) this.#ports.set(key, (port = this.#host.modem(found, model)));
    return port;
  }

  #service(from: ApplicationHome): SecureElementService {
    let service = this.#services.get(from);
    if (service === undefined) {
      service = from === 'tee' ? this.#host.tee() : this.#host.richOs();
      this.#services.set(from, service);
    }
    return service;
  }

  #reader(from: ApplicationHome, name: string | undefined): SecureElementReader {
    const { readers } = this.#service(from);
    const found = name === undefined ? readers[0] : readers.find((one) => one.name === name);
    if (found !== undefined) return found;
    const known = readers.map((one) => one.name).join(', ');
    throw new HostError('LINK_UNKNOWN', `no reader is called ${name}`, `use one of: ${known}`);
  }

  #channel(id: number): SecureElementChannel {
    const channel = this.#channels.get(id);
    if (channel !== undefined) return channel;
    throw new HostError('CHANNEL_CLOSED', `channel ${id} is not open`, 'open one: host.open');
  }

  async #resting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.#host.rest();
    }
  }
}

function noChannel(reader: string, basic: boolean): HostError {
  return basic
    ? new HostError(
        'CHANNEL_UNAVAILABLE',
        `the basic channel of ${reader} is in use or not for applications`,
        'take a logical channel: leave --basic out',
      )
    : new HostError(
        'CHANNEL_UNAVAILABLE',
        `all channels of ${reader} are in use`,
        'close one; a reset of the link closes all',
      );
}

function ignored(): void {
  // The application has ended; there is no caller left that an error could reach.
}
