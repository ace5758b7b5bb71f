/** For tests: the chip with all three links on one wire, and their terminal ends. */
import { assert, type Bytes, bytes, concat, hex, type Time, unhex } from '../base/index.ts';
import type { TerminalEnd } from './contract.ts';
import { createSwpCard, createSwpTerminal, type HciMemory, type Noise } from './index.ts';
import { testRng, TestRig } from './rig.testing.ts';

export const ATR = unhex('3B00');
export const OK = bytes(0x90, 0);

export class Keeper implements HciMemory {
  record: Bytes | undefined;

  load(): Bytes | undefined {
    return this.record;
  }

  save(record: Bytes): void {
    this.record = record;
  }
}

export interface SwpSetting {
  readonly memory?: HciMemory;
  readonly noise?: Noise;
  readonly cost?: (apdu: Bytes) => Time;
  readonly waitMs?: number;
  readonly sizeMax?: number;
  readonly gate?: number;
}

/** The chip with all three links, and a rig that looks through one of them at a time. */
export function swpRig({ memory, noise, cost, ...gate }: SwpSetting = {}) {
  const card = createSwpCard<string>({
    apduGate: { port: 'GATE', atr: ATR, ...gate },
    typeA: { port: 'A', uid: unhex('04112233445566'), historical: unhex('8031') },
    typeB: { port: 'B', pupi: unhex('01020304') },
    memory,
  });
  const swp = createSwpTerminal({ rng: testRng(1), apduGate: { gate: gate.gate } });
  const script = {
    answer: (apdu: Bytes, port: string) => concat(bytes(port.charCodeAt(0)), apdu.subarray(4), OK),
    ...(cost ? { cost } : {}),
  };
  const rig = new TestRig<string>(swp.apduGate, card, script, noise ? { noise } : {});
  return { card, swp, rig };
}

export function apdu(data: Bytes): Bytes {
  return concat(bytes(0, 0xd6, 0, 0), data);
}

/** Runs the line until an end is ready, has failed, or `until` holds. */
export function run(
  rig: TestRig<string>,
  end: TerminalEnd,
  until: () => boolean = () => false,
): void {
  for (let steps = 0; steps < 200_000; steps++) {
    while (rig.step());
    if (until() || end.ready || end.failure !== undefined) return;
    const wakes = [rig.terminal.wakeAt(), rig.card.wakeAt(), rig.noisy?.wakeAt()];
    const wake = Math.min(...wakes.filter((one) => one !== undefined));
    if (wake === Infinity) return;
    assert(wake > rig.now, 'an end whose wakeAt is now must have work to do');
    rig.now = wake;
  }
  assert(false, 'the ends never came to rest');
}

export function exchange(rig: TestRig<string>, end: TerminalEnd, command: Bytes): string {
  end.send(command);
  run(rig, end);
  const result = end.result();
  assert(result !== undefined, 'a command has an outcome');
  return result.kind === 'answer' ? hex(result.bytes) : result.why;
}
