/** The operations' parameters and results as types: all that a client needs to know. */
import type { Ruling } from '../../device/index.ts';
import type { StateChange } from '../../keep/state-diff/index.ts';
import type { StateReport, Topology, TraceRow } from '../service/index.ts';

/** Where an application runs that reaches secure elements. */
export type ApplicationHome = 'rich-os' | 'tee';

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

export interface OperationTypes {
  topology: { params: { showTestKeys?: boolean }; result: Topology };
  transmit: { params: { link: string; apdu: string; raw?: boolean }; result: { answer: string } };
  reset: { params: { link: string }; result: { atr: string } };
  'power.on': { params: { link: string }; result: { atr: string } };
  'power.off': { params: { link: string }; result: Record<string, never> };
  'host.remove': { params: Record<string, never>; result: Topology };
  'host.insert': { params: Record<string, never>; result: Topology };
  'host.at': {
    params: { link?: string; line: string };
    /** The answer's lines, the result code last; whether the port sends characters back. */
    result: { link: string; lines: readonly string[]; echo: boolean };
  };
  'host.script': {
    params: { link?: string; commands: readonly string[] };
    result: { link: string; answers: readonly string[] };
  };
  'host.readers': {
    params: { from: ApplicationHome };
    result: { readers: readonly { name: string; link: string; present: boolean }[] };
  };
  'host.open': {
    params: { from: ApplicationHome; reader?: string; aid?: string; p2?: number; basic?: boolean };
    result: OpenedChannel;
  };
  'host.transmit': { params: { channel: number; apdu: string }; result: { answer: string } };
  'host.next': {
    params: { channel: number; aid: string };
    /** The answer of the SELECT, or nothing where no further application fits. */
    result: { selectResponse: string | null };
  };
  'host.close': { params: { channel: number }; result: Record<string, never> };
  'host.tamper': { params: { why: string }; result: Topology };
  'host.power-cycle': { params: Record<string, never>; result: Topology };
  'pairing.set': {
    params: { rules: readonly { link: string; lsi?: number; container: string }[] };
    result: Topology;
  };
  'alias.add': { params: { common: string; container: string; real: string }; result: Topology };
  'alias.remove': { params: { common: string; container: string }; result: Topology };
  'ruling.set': { params: Ruling; result: Topology };
  'trace.read': { params: { after?: number }; result: { lines: readonly TraceRow[] } };
  'trace.follow': { params: { after?: number }; result: Record<string, never> };
  'state.report': { params: Record<string, never>; result: StateReport };
  'state.snapshot': { params: { name: string }; result: StateReport };
  'state.restore': { params: { name: string }; result: StateReport };
  'state.fork': {
    params: { name: string; from?: string };
    /** With the name of the key that seals it, if one does. */
    result: { folder: string; key?: string };
  };
  'state.diff': {
    params: { from: string; to?: string };
    result: { changes: readonly StateChange[] };
  };
  'state.reset': { params: Record<string, never>; result: StateReport };
}

export type Operation = keyof OperationTypes;
export type Params<K extends Operation> = OperationTypes[K]['params'];
export type Result<K extends Operation> = OperationTypes[K]['result'];

/** A device that can be asked: over the control socket, or in this very process. */
export interface DeviceApi {
  ask<K extends Operation>(op: K, params: Params<K>): Promise<Result<K>>;
  /** Tells trace lines as they come, until closed. */
  follow(listener: (line: TraceRow) => void, after?: number): Promise<void>;
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

/** A line without an id, since it is no response: the trace that is followed. */
export interface TraceEvent {
  readonly event: 'trace';
  readonly line: TraceRow;
}
