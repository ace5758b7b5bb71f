/** Raw link ports of `bifrons up`. */
import { type RawPort, serveRaw } from '../attach/raw/index.ts';
import type { DeviceService, Topology } from '../attach/service/index.ts';
import type { RawLinks } from '../run/device/index.ts';

export function rawLinks(ports: readonly RawPort[], gapFactor: number): RawLinks | undefined {
  return ports.length === 0 ? undefined : { links: ports.map(({ link }) => link), gapFactor };
}

/** Opens the ports, and shuts them when the device goes. */
export async function openRawPorts(
  service: DeviceService,
  ports: readonly RawPort[],
  closers: (() => Promise<void> | void)[],
): Promise<readonly RawPort[]> {
  if (ports.length === 0) return [];
  const server = await serveRaw(service.runner, ports);
  closers.unshift(() => server.close());
  service.onReboot(() => server.unplug());
  return server.ports;
}

/** A link's row ends with its raw socket or its interface's, or with whose port has its wire. */
export function withRawPorts(
  words: (link: string) => string,
  links: Topology['links'],
  ports: readonly RawPort[],
): (link: string) => string {
  return (link) => {
    const row = links.find(({ id }) => id === link);
    const own = (name: string | undefined) => ports.find((port) => port.link === name);
    const port = (own(link) ?? own(row?.interface))?.port;
    if (port !== undefined) return `raw socket 127.0.0.1:${port}`;
    return row?.client === 'raw' ? 'its wire is at a raw socket' : words(link);
  };
}
