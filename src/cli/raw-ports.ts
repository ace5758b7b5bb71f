/** The options of `bifrons up` about raw link ports. */
import { type RawPort, serveRaw } from '../attach/raw/index.ts';
import type { DeviceService, RawLinks, Topology } from '../attach/service/index.ts';
import { HostError } from '../base/index.ts';

const PORT_MAX = 65_535;
const TIME_SCALE_MAX = 1_000_000;

/** `LINK=PORT`, as often as wanted; a link once. */
export function parseRawPorts(texts: readonly string[]): readonly RawPort[] {
  const ports = texts.map((text) => {
    const match = /^([^=]+)=(\d{1,5})$/.exec(text);
    if (match === null || Number(match[2]) > PORT_MAX) throw invalid(`--raw ${text}`, 'LINK=PORT');
    return { link: match[1]!, port: Number(match[2]) };
  });
  const twice = ports.find(({ link }, at) => ports.findIndex((one) => one.link === link) < at);
  if (twice !== undefined) throw invalid(`--raw ${twice.link}=${twice.port}`, 'a link once');
  return ports;
}

export function rawLinks(ports: readonly RawPort[], timeScale: string): RawLinks | undefined {
  const gapFactor = Number(timeScale);
  if (!(gapFactor >= 1 && gapFactor <= TIME_SCALE_MAX))
    throw invalid(`--time-scale ${timeScale}`, `a number from 1 to ${TIME_SCALE_MAX}`);
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

/** A link's row ends with its raw port, or with whose port has its wire. */
export function withRawPorts(
  words: (link: string) => string,
  topology: Topology,
  ports: readonly RawPort[],
): (link: string) => string {
  return (link) => {
    const own = ports.find((port) => port.link === link);
    if (own !== undefined) return `raw port 127.0.0.1:${own.port}`;
    const row = topology.links.find(({ id }) => id === link);
    return row?.entity === 'raw' ? 'no reader: its wire is at a raw port' : words(link);
  };
}

function invalid(got: string, wanted: string): HostError {
  return new HostError('INPUT_INVALID', `"${got}": expected ${wanted}`, 'see bifrons up --help');
}
