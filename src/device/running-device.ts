/** A device as the outside has it: what it does is its pump's. */
import type { Batch, Image, LinkFacts, Time } from '../base/index.ts';
import type { LineSide, LinkPlugin } from '../link/index.ts';
import type { MemoryDamage } from '../os/nvm/index.ts';
import type { Device, DeviceRecord, Management, TraceView } from './contract.ts';
import type { Description } from './description.ts';
import type { Pump } from './pump.ts';

export interface RunningParts {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly plugins: readonly LinkPlugin[];
  readonly management: Management;
  readonly trace: TraceView;
  readonly pump: Pump;
  readonly image: () => Image;
  readonly records: () => readonly DeviceRecord[];
}

/** Its members are no `#` ones: a recorded device has this one as its prototype. */
export class RunningDevice implements Device {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly plugins: readonly LinkPlugin[];
  readonly management: Management;
  readonly trace: TraceView;
  readonly image: () => Image;
  readonly records: () => readonly DeviceRecord[];
  private readonly pump: Pump;

  constructor(parts: RunningParts) {
    this.description = parts.description;
    this.links = parts.links;
    this.plugins = parts.plugins;
    this.management = parts.management;
    this.trace = parts.trace;
    this.image = parts.image;
    this.records = parts.records;
    this.pump = parts.pump;
  }

  get mute(): string | undefined {
    return this.pump.mute;
  }

  get damage(): MemoryDamage | undefined {
    return this.pump.damage;
  }

  line(interfaceId: string): LineSide {
    return this.pump.line(interfaceId);
  }

  poll(now: Time): boolean {
    return this.pump.poll(now);
  }

  takeBatches(): readonly Batch[] {
    return this.pump.takeBatches();
  }

  durable(count: number): void {
    this.pump.durable(count);
  }

  wakeAt(): Time | undefined {
    return this.pump.wakeAt();
  }

  tamper(now: Time, why: string): void {
    this.pump.tamper(now, why);
  }
}
