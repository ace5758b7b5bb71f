/** One command at the modem of a host: its link, and conversations of the modem with the card. */
import type { DeviceApi } from '../../attach/control/index.ts';
import { hex, HostError, type Rng, unhex } from '../../base/index.ts';
import type { Description } from '../../device/index.ts';
import type { Conversation } from '../../host/index.ts';
import type { WhereOptions } from '../options.ts';
import { Output } from '../output.ts';
import { SYSTEM_RANDOM } from '../system-random.ts';

export interface ModemOptions extends WhereOptions {
  readonly link?: string;
}

export interface ModemTask {
  readonly link: string;
  readonly output: Output;
  /** With its keys: a test network has those of the device's subscriptions. */
  readonly description: Description;
  readonly rng: Rng;
  hold<T>(conversation: Conversation<T>): Promise<T>;
  /** Warm reset: a new card session. */
  reset(): Promise<void>;
}

/** Throws `HostError` LINK_UNKNOWN where the host has no modem there. */
export async function withModem(
  options: ModemOptions,
  doing: string,
  work: (task: ModemTask) => Promise<void>,
): Promise<void> {
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const { holdConversation } = await import('../../run/runner/conversations/index.ts');
  const output = new Output(options);
  await withDevice(await whichDevice(options), { doing }, async (api) => {
    const { link, description } = await modemOf(api, options.link);
    const transmit = async (apdu: Uint8Array): Promise<Uint8Array> =>
      unhex((await api.ask('transmit', { link, apdu: hex(apdu), raw: true })).answer);
    await work({
      link,
      output,
      description,
      rng: SYSTEM_RANDOM,
      hold: (conversation) => holdConversation(conversation, transmit),
      reset: async () => {
        await api.ask('reset', { link });
      },
    });
  });
}

async function modemOf(
  api: DeviceApi,
  requested: string | undefined,
): Promise<{ readonly link: string; readonly description: Description }> {
  const { links, description } = await api.ask('topology', { showTestKeys: true });
  const modems = links.filter(({ client, lsi }) => client === 'modem' && lsi === 0);
  const found = modems.find(({ id }) => requested === undefined || id === requested);
  if (found !== undefined) return { link: found.id, description };
  const where = requested === undefined ? 'in this host' : `at ${requested}`;
  const known = modems.map(({ id }) => id).join(', ');
  const next = known === '' ? 'give a device with a modem: --preset phone' : `use one of: ${known}`;
  throw new HostError('LINK_UNKNOWN', `no modem sits ${where}`, next);
}
