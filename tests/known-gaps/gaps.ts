/**
 * What the device should do and does not. Two lists that must not be mixed up:
 * a *planned* row is work not begun, or begun on some links only; it has no code to probe.
 * A *known gap* is a fault of what exists: its probe runs in every test run and must fail today;
 * a probe that passes fails the run, so that the entry goes when the fault goes.
 */
import assert from 'node:assert/strict';
import { createRawHost } from '../../src/host/raw/index.ts';
import { bytes, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../../src/device/index.ts';
import { createContactsCard, createContactsTerminal, createSwpCard } from '../../src/link/index.ts';
import * as wire from '../../src/wire/index.ts';

export interface PlannedRow {
  /** Rows of docs/requirements.md. */
  readonly rows: readonly string[];
  /** What they wait for. */
  readonly waitsFor: string;
  /** What of them exists already; then tests may carry the row. */
  readonly exists?: string;
}

export interface KnownGap {
  /** A short stable name, `area-fault`. */
  readonly id: string;
  /** The row or clause that is not met, as tags are written: `M-51`, `GPCS §11.4`. */
  readonly breaks: string;
  readonly reason: string;
  /** Throws while the gap is there. */
  probe(): void | Promise<void>;
}

/** A figure that is worse than required; `npm run bench` measures it, no test does. */
export interface MeasuredGap {
  /** How the names of its benchmarks begin. */
  readonly benchmarks: string;
  /** What is required, and what was measured. */
  readonly figure: string;
  readonly reason: string;
}

export const PLANNED_ROWS: readonly PlannedRow[] = [
  {
    rows: ['M-90'],
    waitsFor: 'the bearers BIP and HTTPS',
    exists: 'its command scripts, which the modem runs, and secured packets by short message',
  },
  {
    rows: ['P-03'],
    waitsFor: 'the bearers of its SM-SR, which a UICC ends: short messages, HTTPS',
    exists: 'the eUICC of SGP.02, its profiles and their content, and what its device may request',
  },
];

/** Rows that say nothing a test could show. */
export const INFORMATIVE_ROWS: readonly string[] = ['M-109'];

/** Reset without power-off at a raw socket. */
function probeRawReset(): void {
  const description = parseDescription(structuredClone(presets.patent));
  const device = bootDevice({ description, image: new Map(), seed: bytes(1), crypto: pureCrypto });
  const host = createRawHost(device, { manner: 'tpdu', seed: bytes(1), interfaces: ['iso0'] });
  assert.ok('reset' in host.rawLines.get('iso0')!);
}

/** A character of the answer to reset that comes damaged once is sent again by the card. */
function probeParitySignal(): void {
  const card = createContactsCard({ atr: wire.buildAtr({ protocols: ['t0'] }), t0: { port: 0 } });
  const terminal = createContactsTerminal({ manner: 'tpdu' });
  for (const end of [card, terminal]) end.signal(0, 'power-on');
  const damaged = Uint8Array.of(0, 1);
  for (let run = card.transmit(0); run !== undefined; run = card.transmit(0)) {
    terminal.receive(0, run, damaged.slice(0, run.length));
    damaged.fill(0);
    const back = terminal.transmit(0);
    if (back !== undefined) card.receive(0, back);
  }
  assert.ok(terminal.ready);
}

/** The first CLT frame of a contactless tunnel is answered. */
function probeContactlessTunnel(): void {
  const card = createSwpCard({ apduGate: { port: 0, atr: unhex('3B00') } });
  card.signal(0, 'power-on');
  while (card.transmit(0) !== undefined);
  card.receive(0, wire.emitSwpFrame(unhex('6201')));
  while (card.transmit(0) !== undefined);
  card.receive(0, wire.emitSwpFrame(bytes(wire.CLT_HEAD, 0x26)));
  assert.ok(card.transmit(0) !== undefined);
}

/** A card offers SCP02 without INITIALIZE UPDATE: the first MAC begins the session. */
function probeImplicitScp02(): void {
  const { containers, ...rest } = presets['scp02-card'];
  const secureChannels = [{ protocol: 'SCP02', i: '1A' }];
  const card = { ...containers[0], secureChannels };
  parseDescription(structuredClone({ ...rest, containers: [card] }));
}

export const KNOWN_GAPS: readonly KnownGap[] = [
  {
    id: 'raw-warm-reset',
    breaks: 'ISO7816-3 §6.2.3',
    reason: 'a raw socket carries bytes alone: a host resets by connecting again, which is cold',
    probe: probeRawReset,
  },
  {
    id: 't0-parity-signal',
    breaks: 'ISO7816-3 §7.3',
    reason: 'the line model repeats damaged characters itself; no end can pull the line low',
    probe: probeParitySignal,
  },
  {
    id: 'swp-clt',
    breaks: 'TS102613 §11.2',
    reason: 'contactless cards below block level (CLT) are not emulated; CLT frames are passed by',
    probe: probeContactlessTunnel,
  },
  {
    id: 'scp02-implicit',
    breaks: 'GPCS §E.1.1',
    reason: 'SCP02 begins with INITIALIZE UPDATE alone, not with the first MAC (i=1A)',
    probe: probeImplicitScp02,
  },
];

/** docs/decisions/content-in-memory-cost.md has the figures of the first three. */
export const MEASURED_GAPS: readonly MeasuredGap[] = [
  {
    benchmarks: 'durable commands',
    figure:
      'no slower by a tenth than before content was in memory: 0.84 of it with 16 devices, ' +
      '0.57 to 0.82 with 256; the target of 20,000 commands/s is met',
    reason: "a command reads twice as much of its device, which leaves the processor's cache",
  },
  {
    benchmarks: 'replayed commands',
    figure: 'no slower by a tenth than before content was in memory: 0.81 to 0.84 of it',
    reason: 'each line of a journal has a check, and a command passes those of its domain',
  },
  {
    benchmarks: 'memory per further idle device',
    figure:
      'no larger by a tenth than before content was in memory: 90 KiB instead of 67; ' +
      'the target of 100 is met',
    reason: 'keys, data and registry of its entities are in each device',
  },
  {
    benchmarks: 'answers at the vpcd socket',
    figure:
      'twice as many as onomondo-uicc: 0.8 to 1.8 times as many with the reader on a core of its ' +
      'own, up to 6.6 for SELECT of the MF without. 0.85 of a card in Node that does nothing: ' +
      '0.90 where an exchange takes 60 us, 0.74 to 0.77 where the machine takes 160',
    reason:
      'the sockets take most of an exchange: a card in C doing nothing makes 1.5 times as many. ' +
      'Of 220 us at the slower machine the process works for 40, of which 26 are the write',
  },
  {
    benchmarks: '20,000 byte stores in an arena, a write point each',
    figure: '10 ms: 53',
    reason:
      'each write point makes a batch, an undo entry and a page of its own. Their number takes ' +
      'the time: pages of 64 bytes take as long as those of 512',
  },
  {
    benchmarks: 'applet: ',
    figure: '18 million bytecodes a second where native methods dominate: 17.6',
    reason: 'a native method reads its arguments and checks its arrays in code that is not native',
  },
  {
    benchmarks: 'applet: load, verify and install 60 KB',
    figure: '100 ms: 101 to 127',
    reason:
      'its 59,000 bytes are as many instructions, each of which is decoded, checked and followed ' +
      'by itself; code of compilers has two to three bytes in one',
  },
  {
    benchmarks: 'download, card alone, ',
    figure: '100/s on P-256 with the native crypto port: 91/s (83 to 100)',
    reason:
      'no function dominates: 12 % are blocks of AES, 6 % signatures, the rest is spread over ' +
      '74 commands and the files of the package',
  },
];
