/** Allots reader slots to the links of a running device; slots in use elsewhere are waited for. */
import { isPcscdUp } from './daemon.ts';
import { type DeviceLinks, type Slot, slotsFor } from './slots.ts';
import { type SlotHolder, slotHolder, type SlotLease, takeSlot } from './slot-lease.ts';

const RETRY_MS = 1_000;

export type Allotted =
  | { readonly kind: 'held'; readonly slot: Slot }
  /** Every slot that the link may have is held by another device. */
  | {
      readonly kind: 'waits';
      readonly slot: Slot;
      readonly holder: SlotHolder | undefined;
      /** Whether pcscd runs, so that the slot is a reader. */
      readonly isReader: boolean;
    };

export interface AllotOptions {
  readonly readerConf?: string | undefined;
  /** A link has got its slot: now, or when another device let it go. */
  readonly onSlot: (link: string, slot: Slot) => void;
  readonly retryMs?: number;
}

export class SlotAllotment {
  readonly #device: string;
  readonly #requested: ReadonlyMap<string, readonly [Slot, ...Slot[]]>;
  readonly #options: AllotOptions;
  readonly #allotted = new Map<string, Allotted>();
  readonly #leases: SlotLease[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(requested: DeviceLinks, options: AllotOptions) {
    this.#device = requested.device;
    this.#options = options;
    this.#requested = slotsFor(requested, options.readerConf);
  }

  /** Settles when each link has a slot or waits for one. */
  static async begin(requested: DeviceLinks, options: AllotOptions): Promise<SlotAllotment> {
    const allotment = new SlotAllotment(requested, options);
    await allotment.#look();
    return allotment;
  }

  /** Whether any link has a slot that it may take. */
  get hasSlots(): boolean {
    return this.#requested.size > 0;
  }

  /** The slot of a link, or for which it waits; nothing where there is none for it. */
  of(link: string): Allotted | undefined {
    return this.#allotted.get(link);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const lease of this.#leases) lease.release();
  }

  async #look(): Promise<void> {
    for (const [link, slots] of this.#requested) {
      if (this.#allotted.get(link)?.kind !== 'held') await this.#allot(link, slots);
    }
    const waits = [...this.#allotted.values()].some(({ kind }) => kind === 'waits');
    if (!waits || this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.retryMs ?? RETRY_MS).unref();
  }

  async #allot(link: string, slots: readonly [Slot, ...Slot[]]): Promise<void> {
    const holder = { device: this.#device, link, pid: process.pid };
    for (const slot of slots) {
      const lease = await takeSlot(slot.port, holder);
      if (lease === undefined) continue;
      if (this.#stopped) {
        lease.release();
        return;
      }
      this.#leases.push(lease);
      this.#allotted.set(link, { kind: 'held', slot });
      this.#options.onSlot(link, slot);
      return;
    }
    const [slot] = slots;
    const held = { holder: await slotHolder(slot.port), isReader: await isPcscdUp() };
    this.#allotted.set(link, { kind: 'waits', slot, ...held });
  }
}
