/** Traces that other tools made, as transcripts: GSMTAP captures and logs of PC/SC calls. */
import { type Bytes, describeWireError, HostError, isWireError } from '../../base/index.ts';
import {
  emitTranscript,
  isSpyLog,
  readSpyLog,
  type RecordedStep,
  TRANSCRIPT_LENGTH_MAX,
} from '../../run/transcript/index.ts';
import {
  ATR_DISSECTOR,
  type CapturedPacket,
  type Exchange,
  GSMTAP_PORT,
  type GsmtapFrame,
  LINK_TYPE_EXPORTED_PDU,
  mergeTpdus,
  parseExportedPdu,
  parseGsmtap,
  parseTpdu,
  parseUdpPacket,
  readCapture,
  SIM_SUBTYPES,
} from '../../wire/gsmtap/index.ts';

export const CAPTURE_LENGTH_MAX = TRANSCRIPT_LENGTH_MAX;

export interface ImportOptions {
  /** The name that errors show. */
  readonly name: string;
  /** The link that all goes over; needed where the trace names none. */
  readonly link?: string | undefined;
  /** The one reader, or part of its name, that is imported of a log. */
  readonly reader?: string | undefined;
}

/** Throws `HostError` INPUT_INVALID. */
export function importTrace(source: Bytes, options: ImportOptions): string {
  const text = Buffer.from(source).toString('latin1');
  const steps = isSpyLog(text)
    ? spySteps(Buffer.from(source).toString('utf8'), options)
    : captureSteps(source, options);
  if (!steps.some(({ kind }) => kind === 'exchange'))
    throw invalid(options, 'it holds no command with its answer');
  return emitTranscript(steps);
}

function spySteps(text: string, options: ImportOptions): readonly RecordedStep[] {
  const { reader } = options;
  const events = readSpyLog(text).filter(
    (event) => reader === undefined || event.reader.includes(reader),
  );
  // A program connects to each reader to look for its card: those that got no command do not count.
  const readers = new Set(
    events.filter(({ kind }) => kind === 'exchange').map((one) => one.reader),
  );
  if (readers.size > 1) {
    const named = [...readers].join(', ');
    throw invalid(options, `several readers: ${named}`, 'choose one: --reader NAME');
  }
  const link = linkOf(undefined, options);
  return events.filter((one) => readers.has(one.reader)).map((event) => ({ ...event, link }));
}

function captureSteps(source: Bytes, options: ImportOptions): readonly RecordedStep[] {
  const packets = readCapture(source);
  if (isWireError(packets)) throw invalid(options, describeWireError(packets));
  const steps: RecordedStep[] = [];
  let run: Exchange[] = [];
  let runLink: string | undefined;
  const flush = (): void => {
    for (const one of mergeTpdus(run)) steps.push({ kind: 'exchange', link: runLink!, ...one });
    run = [];
  };
  for (const packet of packets) {
    if (isReset(packet)) {
      flush();
      runLink = linkOf(packet.name, options);
      steps.push({ kind: 'reset', link: runLink });
      continue;
    }
    const frame = frameOf(packet);
    if (frame === undefined) continue;
    const link = linkOf(
      packet.name === undefined || frame.link === 0 ? undefined : packet.name,
      options,
    );
    if (link !== runLink) flush();
    runLink = link;
    if (frame.subtype === SIM_SUBTYPES.atr) {
      flush();
      steps.push({ kind: 'reset', link });
      continue;
    }
    if (frame.subtype !== SIM_SUBTYPES.apdu) continue;
    const exchange = parseTpdu(frame.payload, frame.link === 0 ? undefined : frame.uplink);
    if (!isWireError(exchange)) run.push(exchange);
  }
  flush();
  return steps;
}

/** An answer to reset, as `bifrons trace --pcap` writes it. */
function isReset({ bytes, linkType }: CapturedPacket): boolean {
  if (linkType !== LINK_TYPE_EXPORTED_PDU) return false;
  const pdu = parseExportedPdu(bytes);
  return !isWireError(pdu) && pdu.dissector === ATR_DISSECTOR;
}

/** Packets of other programs are left out. */
function frameOf({ bytes, linkType }: CapturedPacket): GsmtapFrame | undefined {
  const packet = parseUdpPacket(bytes, linkType);
  if (isWireError(packet) || packet.port !== GSMTAP_PORT) return undefined;
  const frame = parseGsmtap(packet.payload);
  return isWireError(frame) ? undefined : frame;
}

function linkOf(named: string | undefined, options: ImportOptions): string {
  const link = options.link ?? named;
  if (link !== undefined && /^\S{1,32}$/.test(link)) return link;
  throw invalid(options, 'it names no link', 'say over which link it goes: --link NAME');
}

function invalid(
  { name }: ImportOptions,
  why: string,
  next = 'give a GSMTAP capture (pcap, pcapng), or a log of pcsc-spy',
): HostError {
  return new HostError('INPUT_INVALID', `${name}: ${why}`, next);
}
