/** Where the card is that a command manages: at a link of a device, or in a reader. */
import { type Bytes, hex, HostError, unhex } from '../base/index.ts';
import { describeStatus } from '../wire/index.ts';
import type { DeviceApi } from '../attach/control/index.ts';
import type { WhereOptions } from './options.ts';

export interface Card {
  /** For messages: `spi of patent`, or the reader's name. */
  readonly name: string;
  /** AIDs of the entities of this name that the device has; of a reader's card none. */
  aidsOf(entity: string): readonly Bytes[];
  /** Certificates of the issuers that the device's eUICCs trust; of a reader's card none. */
  readonly issuers: readonly Bytes[];
  transmit(apdu: Bytes): Promise<Bytes>;
  /** A warm or cold start; what is selected is gone. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface PlaceOptions extends WhereOptions {
  readonly link?: string;
  readonly reader?: string;
}

export interface CardWish {
  /** What this process does, for others that find the device in use. */
  readonly doing: string;
  /** Only looks: where there is no device yet, none is made. */
  readonly look: boolean;
  /** The kind of container that is meant where no link is named. */
  readonly kind: 'globalplatform' | 'euicc';
}

const KINDS: Readonly<Record<CardWish['kind'], string>> = {
  globalplatform: 'a GlobalPlatform card',
  euicc: 'an eUICC',
};

export async function openCard(options: PlaceOptions, wish: CardWish): Promise<Card> {
  if (options.reader !== undefined) return inReader(options.reader);
  const { whichDevice } = await import('./which-device.ts');
  const { reachDevice } = await import('./reach.ts');
  const api = await reachDevice(await whichDevice(options), wish);
  try {
    return await atLink(api, options.link, wish.kind);
  } catch (error) {
    await api.close();
    throw error;
  }
}

async function inReader(named: string): Promise<Card> {
  const { CardReader } = await import('../attach/pcsc-client/index.ts');
  const reader = await CardReader.connect(named);
  return {
    name: reader.name,
    aidsOf: () => [],
    issuers: [],
    transmit: (apdu) => reader.transmit(apdu),
    reset: () => reader.reset(),
    close: async () => reader.close(),
  };
}

async function atLink(
  api: DeviceApi,
  named: string | undefined,
  kind: CardWish['kind'],
): Promise<Card> {
  const { links, containers, device, description } = await api.ask('topology', {});
  const isMeant = (id: string) => containers.some((one) => one.id === id && one.kind === kind);
  const link = named ?? links.find(({ container, lsi }) => lsi === 0 && isMeant(container))?.id;
  if (link === undefined) {
    const next = `give a device that has one: --preset ${kind === 'euicc' ? 'field' : 'patent'}`;
    throw new HostError('LINK_UNKNOWN', `no link of ${device} leads to ${KINDS[kind]}`, next);
  }
  const paired = links.find(({ id, lsi }) => id === link && lsi === 0)?.container;
  // The paired container's own entities come first.
  const ordered = containers.toSorted((one) => (one.id === paired ? -1 : 0));
  return {
    name: `${link} of ${device}`,
    aidsOf: (entity) =>
      ordered.flatMap(({ entities }) =>
        entities.filter(({ name }) => name === entity).map(({ aid }) => unhex(aid)),
      ),
    issuers: description.containers.flatMap((one) =>
      one.kind === 'euicc' && 'trust' in one ? one.trust.map(({ ci }) => unhex(ci)) : [],
    ),
    async transmit(apdu) {
      const { answer } = await api.ask('transmit', { link, apdu: hex(apdu) });
      return unhex(answer);
    },
    async reset() {
      await api.ask('reset', { link });
    },
    close: () => api.close(),
  };
}

/** Prints commands and answers as they travel, on standard error. */
export function printed(transmit: Card['transmit']): Card['transmit'] {
  return async (apdu) => {
    process.stderr.write(`> ${hex(apdu)}\n`);
    const answer = await transmit(apdu);
    const sw = ((answer.at(-2) ?? 0) << 8) | (answer.at(-1) ?? 0);
    const data = hex(answer.subarray(0, -2));
    const status = `${hex(answer.subarray(-2))} ${describeStatus(sw)}`;
    process.stderr.write(`< ${data === '' ? '' : `${data} `}${status}\n`);
    return answer;
  };
}
