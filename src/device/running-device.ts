/** A device that has come up. */
import type { Batch, Image, LinkFacts, Time } from '../base/index.ts';
import type { LineSide, LinkPlugin } from '../link/index.ts';
import { type Memory, storedRecords } from '../os/nvm/index.ts';
import type {
  DamagedRecord,
  DeviceCore,
  DeviceRecord,
  LinkEvent,
  Management,
  TraceView,
} from './contract.ts';
import type { Description } from './description.ts';
import type { Pump } from './pump.ts';

export interface RunningParts {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly plugins: readonly LinkPlugin[];
  readonly gapFactor: number;
  readonly management: Management;
  readonly trace: TraceView;
  readonly pump: Pump;
  readonly memory: Memory;
  /** All of NVM as its owners read it. */
  records(): readonly DeviceRecord[];
}

/**
 * A class, for the getters: one in an object literal is a hidden class of its own for each object,
 * which costs time at each boot and holds the device until the next full collection. Its parts have
 * no private name, since a recorder stands before a device as an object with it for a prototype.
 */
export class RunningDevice implements DeviceCore {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly plugins: readonly LinkPlugin[];
  readonly gapFactor: number;
  readonly management: Management;
  readonly trace: TraceView;
  private readonly parts: RunningParts;

  constructor(parts: RunningParts) {
    this.description = parts.description;
    this.links = parts.links;
    this.plugins = parts.plugins;
    this.gapFactor = parts.gapFactor;
    this.management = parts.management;
    this.trace = parts.trace;
    this.parts = parts;
  }

  line(interfaceId: string): LineSide {
    return this.parts.pump.line(interfaceId);
  }

  poll(now: Time): boolean {
    return this.parts.pump.poll(now);
  }

  takeBatches(): readonly Batch[] {
    return this.parts.pump.takeBatches();
  }

  durable(count: number): void {
    this.parts.pump.durable(count);
  }

  wakeAt(): Time | undefined {
    return this.parts.pump.wakeAt();
  }

  image(): Image {
    return this.parts.memory.image();
  }

  records(): readonly DeviceRecord[] {
    const { pump, memory, records } = this.parts;
    return pump.look(() => storedRecords(memory.image()), records);
  }

  capture(listener: ((event: LinkEvent) => void) | undefined): void {
    this.parts.pump.capture(listener);
  }

  tamper(now: Time, why: string): void {
    this.parts.pump.tamper(now, why);
  }

  get mute(): string | undefined {
    return this.parts.pump.mute;
  }

  get damage(): DamagedRecord | undefined {
    return this.parts.pump.damage;
  }
}
