/** A device whose power fails at a chosen batch: the store has what came before it, no more. */
import { type Batch, type Bytes, type Image, isWireError } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { parseCommandApdu } from '../../../src/wire/index.ts';
import { lengthPrefixedUart } from '../../support/example-plugin.ts';
import { HostRig } from '../../support/host-rig.ts';

/** What became of the batch under way when the power failed. */
export type Fate = 'lost' | 'kept';

export interface Cut {
  /** How many batches of this life are durable before. */
  readonly after: number;
  readonly fate: Fate;
}

export class PowerCut extends Error {}

/** One batch as the store was given it. */
export interface Taken {
  /** The operation that wrote it, from 0; -1 for the boot. */
  readonly operation: number;
  readonly batch: Batch;
  /** What the operation ran last: an instruction in hexadecimal, or a function of ES10. */
  readonly by: string | undefined;
}

export interface Operation {
  readonly name: string;
  /** Gives an answer that has been let out, in hexadecimal, where there is one. */
  run(rig: TornRig): string | undefined;
}

export class TornRig extends HostRig {
  readonly taken: Taken[] = [];
  /** Answers that were let out, one for each operation that ended. */
  readonly answers: (string | undefined)[] = [];
  /** What an operation before has set aside. */
  snapshot: Image | undefined;
  #operation = -1;
  /** Last trace record before the operation. */
  #begun = 0;
  readonly #cut: Cut | undefined;

  constructor(
    description: Description,
    options: { readonly image: Image; readonly seed: Bytes; readonly cut?: Cut | undefined },
  ) {
    super(description, { ...options, plugins: [lengthPrefixedUart] });
    this.#cut = options.cut;
  }

  get links(): readonly string[] {
    return this.device.links.map(({ id }) => id);
  }

  /** Runs boot and operations, as far as the power allows; true if they came to their end. */
  live(operations: readonly Operation[]): boolean {
    try {
      this.flush();
      for (const [index, operation] of operations.entries()) {
        this.#operation = index;
        this.#begun = this.device.trace.since(0).at(-1)?.seq ?? 0;
        const answer = operation.run(this);
        this.rest();
        this.answers.push(answer);
      }
      return true;
    } catch (error) {
      if (error instanceof PowerCut) return false;
      throw error;
    }
  }

  /** Puts an image in the place of what is stored, at once: the device must boot again after it. */
  replaceStore(image: Image): void {
    const gone = [...this.stored.keys()].filter((key) => !image.has(key));
    const writes = [
      ...gone.map((key) => ({ key, value: undefined })),
      ...[...image].map(([key, value]) => ({ key, value })),
    ];
    this.makeDurable({ writes });
  }

  /** Lets the device do all that can be done at this moment. */
  rest(): void {
    while (this.host.poll(this.now) || this.flush());
  }

  /** Runs on while nothing becomes durable, until `there`. */
  run(there: () => boolean): void {
    while (!there()) {
      if (this.host.poll(this.now) || there()) continue;
      this.now = Math.max(this.now, this.host.wakeAt()!);
    }
  }

  /** Commands that reached the kernel. */
  get commands(): number {
    return this.device.trace.since(0).filter(({ what }) => what === 'command').length;
  }

  protected override makeDurable(batch: Batch): void {
    const cut = this.#cut;
    if (cut && this.taken.length === cut.after) {
      if (cut.fate === 'kept') this.keep(batch);
      throw new PowerCut();
    }
    this.taken.push({ operation: this.#operation, batch, by: this.#lastRun() });
    super.makeDurable(batch);
  }

  #lastRun(): string | undefined {
    const reported = this.device.trace.since(this.#begun);
    const at = reported.findLastIndex(({ what }) => what === 'command');
    const apdu = at < 0 ? undefined : parseCommandApdu(reported[at]!.operands[1] as Bytes);
    if (apdu === undefined || isWireError(apdu)) return undefined;
    const es10 = reported.slice(at).find(({ what }) => what === 'es10')?.operands[0];
    return typeof es10 === 'string' ? es10 : apdu.ins.toString(16).toUpperCase();
  }
}
