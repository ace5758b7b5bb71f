/** Where the card is that a command manages: at a link of a device, or in a reader. */
import { type Bytes, HostError } from '../../base/index.ts';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { CardOptions } from './options.ts';

export interface Card {
  /** For messages: `spi of patent`, or the reader's name. */
  readonly name: string;
  transmit(apdu: Bytes): Promise<Bytes>;
  close(): Promise<void>;
}

/** Commands that only look: where there is no device yet, they leave no folder. */
const LOOKS: readonly string[] = ['info', 'list', 'get-data'];

export async function openCard(options: CardOptions, task: string): Promise<Card> {
  if (options.reader !== undefined) return inReader(options.reader);
  const { whichDevice } = await import('../which-device.ts');
  const { reachDevice } = await import('../reach.ts');
  const look = LOOKS.includes(task);
  const api = await reachDevice(await whichDevice(options), { doing: `bifrons gp ${task}`, look });
  try {
    return await atLink(api, options.link);
  } catch (error) {
    await api.close();
    throw error;
  }
}

async function inReader(named: string): Promise<Card> {
  const { CardReader } = await import('../../attach/pcsc-client/index.ts');
  const reader = await CardReader.connect(named);
  return {
    name: reader.name,
    transmit: (apdu) => reader.transmit(apdu),
    close: async () => reader.close(),
  };
}

async function atLink(api: DeviceApi, named: string | undefined): Promise<Card> {
  const { links, containers, device } = await api.ask('topology', {});
  const isCard = (id: string) =>
    containers.some((one) => one.id === id && one.kind === 'globalplatform');
  const link = named ?? links.find(({ container, lsi }) => lsi === 0 && isCard(container))?.id;
  if (link === undefined) {
    const next = `name a link: --link ${links.map(({ id }) => id).join(' or ')}`;
    throw new HostError(
      'LINK_UNKNOWN',
      `no link of ${device} leads to a GlobalPlatform card`,
      next,
    );
  }
  return {
    name: `${link} of ${device}`,
    async transmit(apdu) {
      const sent = Buffer.from(apdu).toString('hex');
      const { answer } = await api.ask('transmit', { link, apdu: sent });
      return Uint8Array.from(Buffer.from(answer, 'hex'));
    },
    close: () => api.close(),
  };
}
