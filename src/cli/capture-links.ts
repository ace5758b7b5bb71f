/** Captures what the links of a running device carry, for programs that show it. */
import {
  createCaptureFile,
  type GsmtapPlace,
  gsmtapPlace,
  openGsmtapSocket,
} from '../attach/capture/index.ts';
import type { DeviceApi } from '../attach/control/index.ts';
import type { CaptureRow } from '../attach/service/index.ts';
import { productVersion } from '../attach/version/index.ts';
import { HostError } from '../base/index.ts';
import { interruption } from './interruption.ts';
import { type Output, UsageError } from './output.ts';

export interface CaptureOptions {
  readonly pcap?: string;
  /** As written: HOST or HOST:PORT. */
  readonly gsmtap?: string;
  /** The one link that is captured; all of them without it. */
  readonly link?: string;
}

/** Until Ctrl-C, or until the device is gone. */
export async function captureLinks(
  api: DeviceApi,
  output: Output,
  options: CaptureOptions,
): Promise<void> {
  const application = `Bifrons ${productVersion()}`;
  const { pcap, link } = options;
  const gsmtap = placeOf(options.gsmtap);
  const left = interruption();
  let failed: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => (failed = reject));
  let take: (row: CaptureRow) => void = () => {};
  const links = await api.capture((row) => {
    try {
      if (link === undefined || row.link === link) take(row);
    } catch (error) {
      failed(error);
    }
  });
  if (link !== undefined && !links.includes(link)) {
    const next = `use one of: ${links.join(', ')}`;
    throw new HostError('LINK_UNKNOWN', `the device has no link ${link}`, next);
  }
  const file = pcap === undefined ? undefined : createCaptureFile(pcap, { links, application });
  const socket = gsmtap === undefined ? undefined : openGsmtapSocket(gsmtap, links);
  let frames = 0;
  take = (row) => {
    const written = file?.write(row) ?? 0;
    const sent = socket?.write(row) ?? 0;
    frames += Math.max(written, sent);
  };
  const to = [pcap, gsmtap && `${gsmtap.host}:${gsmtap.port}`].filter((one) => one !== undefined);
  output.object({ capturing: to });
  output.line(`capturing to ${to.join(' and ')}, unmasked, until Ctrl-C`);
  try {
    await Promise.race([left, api.gone, failure]);
  } finally {
    file?.close();
    await socket?.close();
  }
  output.object({ frames });
  output.line(`${frames} frames`);
}

function placeOf(text: string | undefined): GsmtapPlace | undefined {
  if (text === undefined) return undefined;
  const place = gsmtapPlace(text);
  if (place !== undefined) return place;
  const next = 'give --gsmtap a name or an address, and a port behind it: localhost:4729';
  throw new UsageError(`expected HOST or HOST:PORT, got "${text}"`, next);
}
