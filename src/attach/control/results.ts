/**
 * The operations' parameters and results as types. The parameters are those of the schemas, which a
 * client does not load.
 */
import type { StateChange } from '../../keep/state-diff/index.ts';
import type {
  ManagedProfile,
  ProfileFileRow,
  ProfileLoadResult,
  Whole,
  Written,
} from '../../device/index.ts';
import type { CaptureRow, StateReport, Topology, TraceRow } from '../service/index.ts';
import type { OperationName, OPERATIONS } from './operations/index.ts';

/** Where an application runs that reaches secure elements. */
export type ApplicationHome = Params<'host.readers'>['from'];

export interface OpenedChannel {
  /** By which further requests name it. */
  readonly channel: number;
  /** The logical channel's number; 0 is the basic one. */
  readonly number: number;
  readonly reader: string;
  readonly link: string;
  readonly atr: string | null;
  /** The answer of the SELECT, where one was sent. */
  readonly selectResponse: string | null;
}

/** What each operation answers with. */
export interface Results {
  topology: Topology;
  transmit: { answer: string };
  reset: { atr: string };
  'power.on': { atr: string };
  'power.off': Record<string, never>;
  'host.remove': Topology;
  'host.insert': Topology;
  /** The answer's lines, the result code last; whether the port sends characters back. */
  'host.at': { link: string; lines: readonly string[]; echo: boolean };
  'host.script': { link: string; answers: readonly string[] };
  'host.readers': { readers: readonly { name: string; link: string; present: boolean }[] };
  'host.open': OpenedChannel;
  'host.transmit': { answer: string };
  /** The answer of the SELECT, or nothing where no further application fits. */
  'host.next': { selectResponse: string | null };
  'host.close': Record<string, never>;
  'host.tamper': Topology;
  'host.power-cycle': Topology;
  'pairing.set': Topology;
  'alias.add': Topology;
  'alias.remove': Topology;
  'profile.list': { profiles: readonly ManagedProfile[] };
  'profile.files': { files: readonly ProfileFileRow[] };
  'profile.load': ProfileLoadResult;
  'profile.change': { profiles: readonly ManagedProfile[] };
  'ruling.set': Topology;
  'trace.read': { lines: readonly TraceRow[] };
  'trace.follow': Record<string, never>;
  /** The links in the order in which a capture numbers them. */
  'trace.capture': { links: readonly string[] };
  'state.report': StateReport;
  'state.snapshot': StateReport;
  'state.restore': StateReport;
  /** With the name of the key that seals it, if one does. */
  'state.fork': { folder: string; key?: string };
  'state.diff': { changes: readonly StateChange[] };
  'state.reset': StateReport;
}

export type Operation = OperationName;
/** What a client sends: fields with a default may be left out. */
export type Params<K extends Operation> = Written<(typeof OPERATIONS)[K]>;
/** What a handler gets of it: every default is filled in. */
export type Received<K extends Operation> = Whole<(typeof OPERATIONS)[K]>;
export type Result<K extends Operation> = Results[K];

/** A device that can be queried: over the control socket, or in this very process. */
export interface DeviceApi {
  ask<K extends Operation>(op: K, params: Params<K>): Promise<Result<K>>;
  /** Sends each trace line when it is recorded, until closed. */
  follow(listener: (line: TraceRow) => void, after?: number): Promise<void>;
  /** Sends what passes the links' ends, unmasked, until closed; the links by their numbers. */
  capture(listener: (row: CaptureRow) => void): Promise<readonly string[]>;
  /** Settles when the other side goes away. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** A response line. */
export type Response =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly next: string };
    };

export type ControlEvent = TraceEvent | CaptureEvent;

/** The same of a capture. */
export interface CaptureEvent {
  readonly event: 'capture';
  readonly row: CaptureRow;
}

/** A line without an id, since it is no response: the trace that is followed. */
export interface TraceEvent {
  readonly event: 'trace';
  readonly line: TraceRow;
}
