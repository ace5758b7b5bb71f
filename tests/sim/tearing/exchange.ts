/**
 * The power fails in the middle of an exchange, at any byte that a wire carries: one command that
 * writes, over each link, and the coming up of the single wire, which writes by itself.
 */
import assert from 'node:assert/strict';
import { bytes, hex, type Image, isWireError, unhex } from '../../../src/base/index.ts';
import { type Description, parseDescription } from '../../../src/device/index.ts';
import {
  emitSetNicknameRequest,
  parseProfileInfoListResponse,
} from '../../../src/wire/es10/index.ts';
import { COMMON, euicc, patent, REAL_ISD_R } from '../../support/descriptions.ts';
import { lengthPrefixedUart, UART } from '../../support/example-plugin.ts';
import { HostRig } from '../../support/host-rig.ts';
import { clearPipes, exchange } from '../../support/network.ts';
import { Meter, type Unit, WireCut } from './meter.ts';

const description: Description = parseDescription({
  ...structuredClone(patent),
  interfaces: [...structuredClone(patent.interfaces), UART],
});
export const LINKS = description.interfaces.flatMap((one) => one.links.map(({ id }) => id));
/** Links that share the single wire. */
export const ON_WIRE: readonly string[] = ['swp-a', 'swp-b', 'apdu-gate'];
const LENGTH = 60;

/** What came of cutting at every place of an exchange. */
export interface Cuts {
  readonly name: string;
  readonly what: string;
  readonly unit: Unit;
  readonly cuts: number;
  readonly before: number;
  readonly after: number;
}

type Kind = Pick<Cuts, 'name' | 'what' | 'unit'>;

const interfaceOf = (link: string): string =>
  description.interfaces.find((one) => one.links.some(({ id }) => id === link))!.id;

class Bench {
  readonly link: string;
  readonly meter: Meter;
  readonly rig: HostRig;

  constructor(link: string, image: Image = new Map()) {
    this.link = link;
    this.meter = new Meter(interfaceOf(link));
    const { tap } = this.meter;
    const seed = bytes(7, image.size);
    this.rig = new HostRig(description, { image, seed, tap, plugins: [lengthPrefixedUart] });
  }

  /** The ISD-R is selected on the link. */
  open(): void {
    assert.match(this.rig.select(this.link, REAL_ISD_R), /9000$/);
  }

  /** Sets the first profile's nickname; `undefined` where the wire was cut before the answer. */
  name(text: string, limit = Infinity, unit: Unit = 'byte'): string | undefined {
    const iccid = unhex(euicc.profiles[0].iccid.padEnd(20, 'F').replace(/(.)(.)/g, '$2$1'));
    const message = emitSetNicknameRequest({ iccid, nickname: text });
    const apdu = `80E29100${hex(bytes(message.length))}${hex(message)}00`;
    this.meter.begin(limit, unit);
    try {
      return this.rig.send(this.link, apdu);
    } catch (error) {
      if (error instanceof WireCut) return undefined;
      throw error;
    } finally {
      if (limit !== Infinity) this.meter.end();
    }
  }

  /** The nickname as the link shows it. */
  shown(): string {
    this.open();
    const answer = unhex(this.rig.send(this.link, '80E2910006BF2D035C019000'));
    const list = parseProfileInfoListResponse(answer.subarray(0, -2));
    assert.ok(!isWireError(list) && 'profiles' in list);
    return list.profiles[0]!.nickname ?? '';
  }
}

const nickname = (count: number): string => `${count}`.padStart(LENGTH, 'n');
const sorted = (image: Image): string =>
  [...image]
    .map(([key, value]) => `${key} ${hex(value)}`)
    .sort()
    .join('\n');

/** All power fails; the chip boots again from what is durable. */
export function cutPower(name: string, link: string): Cuts {
  const start = new Bench(link);
  start.open();
  start.name(nickname(1));
  const image: Image = new Map(start.rig.stored);
  const whole = new Bench(link, image);
  whole.open();
  const old = sorted(whole.rig.stored);
  assert.match(whole.name(nickname(2))!, /9000$/);
  const total = whole.meter.carried;
  const next = sorted(whole.rig.stored);
  assert.notEqual(old, next);
  const found: boolean[] = [];
  for (let limit = 0; limit <= total; limit++) {
    const where = `${link}, byte ${limit} of ${total}`;
    const bench = new Bench(link, image);
    bench.open();
    const answer = bench.name(nickname(2), limit);
    assert.equal(answer !== undefined, limit === total, where);
    const left = sorted(bench.rig.stored);
    assert.ok(left === old || left === next, `${where}: neither old nor new`);
    const isNew = left === next;
    assert.ok(answer === undefined || isNew, `${where}: answered, and not durable`);
    assert.ok(isNew || found.at(-1) !== true, `${where}: done, and then not`);
    assert.equal(new Bench(link, bench.rig.stored).shown(), nickname(isNew ? 2 : 1), where);
    found.push(isNew);
  }
  return summary({ name, what: 'the whole chip', unit: 'byte' }, found);
}

/** The interface alone loses its power; the chip goes on, and a new session begins. */
export function cutInterface(name: string, link: string): Cuts {
  const mates = ON_WIRE.includes(link) ? ON_WIRE : [link];
  const what = { name, what: 'the interface', unit: 'byte' } as const;
  return cutSession(link, what, ({ rig }) => {
    // At one moment: what was cut short must not go on over a mate's session.
    for (const mate of mates) rig.host.terminal(mate).powerOff(rig.now);
    rig.until(() => true);
  });
}

/** A reader's field is gone, or the client aborts by EVT_ABORT; the wire goes on. */
export function cutLink(name: string, link: string): Cuts {
  const what = link === 'apdu-gate' ? 'EVT_ABORT' : 'the field';
  const mates = ON_WIRE.filter((one) => one !== link);
  return cutSession(link, { name, what, unit: 'run' }, ({ rig }, where) => {
    if (link === 'apdu-gate') rig.reset(link);
    else rig.powerOff(link);
    for (const mate of mates) {
      assert.notEqual(rig.send(mate, '01A4040200'), '6881', `${where}: ${mate} lost its session`);
    }
  });
}

function cutSession(link: string, kind: Kind, cut: (bench: Bench, where: string) => void): Cuts {
  const { what, unit } = kind;
  const bench = new Bench(link);
  const mates = unit === 'run' ? ON_WIRE : [link];
  for (const mate of mates) assert.match(bench.rig.send(mate, '0070000001'), /019000$/);
  const found: boolean[] = [];
  let held = '';
  for (let limit = 0; ; limit++) {
    const where = `${what}, ${link}, ${unit} ${limit}`;
    bench.open();
    const requested = nickname(limit);
    const answer = bench.name(requested, limit, unit);
    if (answer !== undefined) break;
    cut(bench, where);
    const shown = bench.shown();
    assert.ok(shown === held || shown === requested, `${where}: ${shown}`);
    found.push(shown === requested);
    held = shown;
  }
  assert.equal(bench.shown(), nickname(found.length));
  return summary(kind, found);
}

function summary(kind: Kind, found: readonly boolean[]): Cuts {
  const after = found.filter(Boolean).length;
  assert.ok(after > 0 && after < found.length, `${kind.name}: some before, some after`);
  return { ...kind, cuts: found.length, before: found.length - after, after };
}

/** What was before the single wire comes up at a controller that goes on with what it keeps. */
export const WIRE_HISTORIES: Readonly<Record<string, (rig: HostRig) => void>> = {
  'for the first time': () => {},
  'after a reader alone': (rig) => rig.powerOn('swp-a'),
  'with all its pipes': (rig) => rig.powerOn('apdu-gate'),
  'after ADM_CLEAR_ALL_PIPE': (rig) => {
    rig.powerOn('apdu-gate');
    exchange(rig, 'swp', clearPipes);
  },
};

/** All power fails while the single wire comes up, which writes session and pipes. */
export function cutWireStart(name: string, history: string): Cuts {
  const begin = (): Bench => {
    const bench = new Bench('apdu-gate');
    WIRE_HISTORIES[history]!(bench.rig);
    bench.rig.reboot(bytes(6));
    return bench;
  };
  const come = ({ rig, meter }: Bench, limit: number): boolean => {
    meter.begin(limit, 'byte');
    try {
      for (const link of ON_WIRE.toReversed()) rig.powerOn(link);
      return true;
    } catch (error) {
      if (error instanceof WireCut) return false;
      throw error;
    }
  };
  const whole = begin();
  const old = sorted(whole.rig.stored);
  assert.ok(come(whole, Infinity));
  const total = whole.meter.carried;
  let before = 0;
  for (let limit = 0; limit <= total; limit++) {
    const bench = begin();
    const { rig, meter } = bench;
    assert.equal(come(bench, limit), limit === total);
    meter.end();
    if (sorted(rig.stored) === old) before++;
    rig.reboot(bytes(8));
    for (const link of limit % 2 === 0 ? ON_WIRE : ON_WIRE.toReversed()) {
      assert.match(rig.select(link, COMMON), /9000$/, `${link} after byte ${limit} of ${total}`);
    }
  }
  const cuts = total + 1;
  return { name, what: 'the whole chip', unit: 'byte', cuts, before, after: cuts - before };
}
