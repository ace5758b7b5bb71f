/** What the service answers with: plain values that survive JSON. */
import { hex, type TraceOperand } from '../../base/index.ts';
import {
  type AliasRow,
  type DeviceLockRow,
  type ContainerRow,
  type Description,
  type LinkRow,
  muteError,
  type PairingRule,
  type Ruling,
} from '../../device/index.ts';
import type { SnapshotRow } from '../../keep/data-folder/index.ts';
import type { Runner, TraceLine } from '../../run/runner/index.ts';

export interface LinkState extends LinkRow {
  /** The client on this link. */
  readonly client: string;
  readonly powered: boolean;
}

export interface Muteness {
  /** The code of the error with which it refuses. */
  readonly code: string;
  readonly why: string;
  readonly next: string;
}

export interface Topology {
  readonly version: string;
  readonly device: string;
  readonly formFactor: string;
  readonly host: {
    /** `phone`, `meter`, …; nothing where the description names none. */
    readonly kind: string | null;
    readonly mount: string;
    readonly functions: readonly string[];
    /** Whether the chip is in its host now. */
    readonly present: boolean;
  };
  readonly policy: string;
  readonly folder: string;
  readonly fresh: boolean;
  /** Why it answers nothing now, if so: a tamper event, a fault, its memory, its store. */
  readonly mute: Muteness | null;
  readonly pid: number;
  readonly links: readonly LinkState[];
  readonly containers: readonly ContainerRow[];
  readonly aliases: readonly AliasRow[];
  readonly pairing: readonly PairingRule[];
  readonly ruling: Ruling;
  /** Containers whose lock goes for the whole device. */
  readonly deviceLocks: readonly DeviceLockRow[];
  /** By link: its PC/SC reader now, or why it has none; where `bifrons up` runs the device. */
  readonly readers?: Readonly<Record<string, string>>;
  /** The whole description, as a first boot takes it; its keys are masked unless requested. */
  readonly description: Description;
}

export interface TraceRow {
  readonly seq: number;
  /** Virtual microseconds since boot. */
  readonly at: number;
  readonly where: string;
  readonly what: string;
  readonly operands: readonly (string | number | boolean | null)[];
  readonly text: string;
}

export interface StateReport {
  readonly folder: string;
  readonly device: string;
  readonly store: { readonly bytes: number; readonly records: number };
  readonly snapshots: readonly SnapshotRow[];
  /** After a restore or reset: the snapshot that keeps memory which did not read. */
  readonly aside?: string;
}

export function traceRow(line: TraceLine): TraceRow {
  const { seq, at, where, what, operands } = line.record;
  return { seq, at, where, what, operands: operands.map(plainOperand), text: line.words() };
}

function plainOperand(operand: TraceOperand): string | number | boolean | null {
  if (operand instanceof Uint8Array) return hex(operand);
  return operand ?? null;
}

/** Why the device serves no request now, if so. */
export function mutenessOf({ host, stopped }: Runner): Muteness | null {
  const { device } = host;
  const error = device.mute === undefined ? stopped : muteError(device);
  if (error === undefined) return null;
  return { code: error.code, why: device.mute ?? error.message, next: error.next };
}
