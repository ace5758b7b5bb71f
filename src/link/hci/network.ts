/** The state that the host controller keeps of each host and of each pipe. [TS102622 §4.4, §7.1] */
import { bigEndian, type Bytes, EMPTY } from '../../base/index.ts';
import { ADMIN, HOST, PIPE } from './codes.ts';
import type { PipeState } from './gate.ts';
import { Registry } from './registry.ts';

const SESSION_NONE: Bytes = new Uint8Array(8).fill(0xff);
const PIPES_MAX = PIPE.LAST_DYNAMIC - PIPE.FIRST_DYNAMIC + 1;

export class NetworkHost {
  readonly id: number;
  present = false;
  readonly adminPipe: PipeState = { open: false };
  readonly linkPipe: PipeState = { open: false };
  /** Values of the administration gate, which are each host's own. */
  readonly registry: Registry;

  constructor(id: number, type: number) {
    this.id = id;
    const list = { initial: EMPTY, access: 'ro' } as const;
    this.registry = new Registry([
      { index: ADMIN.SESSION_IDENTITY, initial: SESSION_NONE, access: 'rw' },
      { index: ADMIN.MAX_PIPE, initial: Uint8Array.of(PIPES_MAX), access: 'ro' },
      { index: ADMIN.WHITELIST, initial: EMPTY, access: 'rw', fits: isWhitelist },
      { index: ADMIN.HOST_LIST, ...list },
      { index: ADMIN.HOST_ID, initial: Uint8Array.of(id), access: 'ro' },
      { index: ADMIN.HOST_TYPE, initial: bigEndian(type, 2), access: 'rw' },
      { index: ADMIN.HOST_TYPE_LIST, ...list },
    ]);
  }

  /** Whether this host lets another build pipes to it. */
  admits(host: number): boolean {
    return this.registry.value(ADMIN.WHITELIST).includes(host);
  }

  /** As ADM_CLEAR_ALL_PIPE leaves it. [TS102622 §6.1.3.5] */
  reset(): void {
    this.adminPipe.open = false;
    this.linkPipe.open = false;
    this.registry.reset();
  }
}

/** Host numbers; the controller itself needs no leave. */
function isWhitelist(value: Bytes): boolean {
  return !value.includes(HOST.CONTROLLER);
}

export interface RouteEnd {
  readonly host: number;
  readonly gate: number;
}

export class Route implements PipeState {
  readonly pipe: number;
  /** Who requested the pipe, and the far end. */
  readonly a: RouteEnd;
  readonly b: RouteEnd;
  open = false;
  /** Between two hosts: the state that an unanswered command requests. */
  requested: boolean | undefined;
  /** Whether the far host has agreed. */
  agreed = true;

  constructor(pipe: number, a: RouteEnd, b: RouteEnd) {
    this.pipe = pipe;
    this.a = a;
    this.b = b;
  }

  /** The other end for a host that has one; `undefined` for a stranger. */
  far(host: number): RouteEnd | undefined {
    if (!this.agreed) return undefined;
    if (this.a.host === host) return this.b;
    return this.b.host === host ? this.a : undefined;
  }

  touches(host: number): boolean {
    return this.a.host === host || this.b.host === host;
  }
}

export class Routes {
  private readonly table = new Map<number, Route>();

  get all(): readonly Route[] {
    return [...this.table.values()];
  }

  get(pipe: number): Route | undefined {
    return this.table.get(pipe);
  }

  /** The pipe to a gate of the controller. */
  of(gate: number): Route | undefined {
    for (const route of this.table.values()) {
      if (route.b.host === HOST.CONTROLLER && route.b.gate === gate) return route;
    }
    return undefined;
  }

  /** A new pipe under the lowest free number; `undefined` where none is free. */
  create(a: RouteEnd, b: RouteEnd): Route | undefined {
    for (let pipe: number = PIPE.FIRST_DYNAMIC; pipe <= PIPE.LAST_DYNAMIC; pipe++) {
      if (this.table.has(pipe)) continue;
      const route = new Route(pipe, a, b);
      this.table.set(pipe, route);
      return route;
    }
    return undefined;
  }

  put(route: Route): void {
    this.table.set(route.pipe, route);
  }

  delete(pipe: number): void {
    this.table.delete(pipe);
  }
}
