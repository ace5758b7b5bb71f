/** What non-volatile memory costs: many keys at fork and boot, and files in each form of memory. */
import type { Bytes, Image } from '../src/base/index.ts';
import {
  ARENA_PAGE_SHIFT,
  type Codec,
  type Extent,
  firstFit,
  lengthFor,
  type Nvm,
} from '../src/os/abi/index.ts';
import { Memory, Partition } from '../src/os/nvm/index.ts';
import { boot, storedImage } from './bed.ts';
import { type Bench, microseconds } from './frame.ts';
import { kibibytesEach } from './heap.ts';

const KEYS = 10_000;
const PARTS = 100;
const FILES = 200;
const FILE_LENGTH = 110;
/** Devices of which the memory of files is taken. */
const DEVICES = { count: 40, warm: 10 } as const;

const BYTES: Codec<Bytes> = { parse: (stored) => stored, emit: (value) => value };

/** A device with ten thousand keys more, in parts of one container, as a store gives them. */
function largeImage(): Image {
  const image = new Map(storedImage());
  for (let part = 0; part < PARTS; part++) {
    image.set(`container.C30/p/app${part}`, new Uint8Array(0));
    for (let key = 0; key < KEYS / PARTS; key++)
      image.set(`container.C30/p/app${part}/c/object${key}`, new Uint8Array(16).fill(key));
  }
  return image;
}

function bootTime(): number {
  const image = largeImage();
  return microseconds(() => boot(image)) / 1_000;
}

function forkTime(): number {
  const device = boot(largeImage());
  return microseconds(() => boot(device.image())) / 1_000;
}

/** KiB of one device's memory that holds files, filled by `fill`. */
function fileMemory(fill: (nvm: Nvm) => unknown): number {
  return kibibytesEach(DEVICES, () => {
    const memory = new Memory(new Map());
    const nvm = new Partition(memory, { id: 'container.C20', quota: 65_536 });
    const files = fill(nvm);
    memory.commit();
    return [memory.image(), nvm, files];
  });
}

const content = (file: number): Bytes => new Uint8Array(FILE_LENGTH).fill(file);

function inRegions(nvm: Nvm): unknown {
  return Array.from({ length: FILES }, (_, file) => {
    const region = nvm.region(`file/${file}`, FILE_LENGTH);
    region.write(0, content(file));
    return region;
  });
}

function inCells(nvm: Nvm): unknown {
  return Array.from({ length: FILES }, (_, file) => {
    const cell = nvm.cell(`file/${file}`, BYTES, content(0));
    cell.set(content(file));
    return cell;
  });
}

/** Where each file stands: offset and length in two bytes each. */
const TABLE: Codec<readonly Extent[]> = {
  parse(stored) {
    const at = (offset: number): number => (stored[offset]! << 8) | stored[offset + 1]!;
    return Array.from({ length: stored.length / 4 }, (_, file) => {
      return { offset: at(4 * file), length: at(4 * file + 2) };
    });
  },
  emit: (table) =>
    Uint8Array.from(
      table.flatMap(({ offset, length }) => [offset >> 8, offset, length >> 8, length]),
    ),
};

/** As the UICC keeps them: the bodies of an ADF's files in one region, their places in a cell. */
function inOneRegion(nvm: Nvm): unknown {
  const table = nvm.cell('table', TABLE, []);
  const region = nvm.region('bodies', 0);
  for (let file = 0; file < FILES; file++) {
    const offset = firstFit(table.get(), FILE_LENGTH);
    const extents = [...table.get(), { offset, length: FILE_LENGTH }];
    table.set(extents);
    region.resize(lengthFor(extents));
    region.write(offset, content(file));
  }
  return [table, region];
}

function memoryOf(name: string, fill: (nvm: Nvm) => unknown, target?: number): Bench {
  return {
    name,
    unit: 'KiB',
    better: 'less',
    ...(target === undefined ? {} : { target }),
    measure: () => fileMemory(fill),
  };
}

const STORES = 20_000;
const HEAP_LENGTH = 65_536;

/** Milliseconds for byte stores all over a heap, in one batch or in one batch each. */
function storeTime(each: 'command' | 'store'): number {
  const memory = new Memory(new Map());
  const arena = new Partition(memory, { id: 'A', quota: 2 * HEAP_LENGTH }).arena('h', HEAP_LENGTH);
  arena.resize(HEAP_LENGTH);
  memory.commit();
  const spent = microseconds(() => {
    const { bytes, touched } = arena;
    for (let store = 0; store < STORES; store++) {
      const at = (store * 7_919) % HEAP_LENGTH;
      if (touched[at >> ARENA_PAGE_SHIFT] === 0) arena.touch(at, 1);
      bytes[at] = store;
      if (each === 'store') memory.writePoint();
    }
    memory.commit();
  });
  return spent / 1_000;
}

/** The same stores in a region, which copies a page for each. */
function regionStoreTime(): number {
  const memory = new Memory(new Map());
  const region = new Partition(memory, { id: 'A', quota: 2 * HEAP_LENGTH }).region(
    'h',
    HEAP_LENGTH,
  );
  memory.commit();
  const spent = microseconds(() => {
    for (let store = 0; store < STORES; store++)
      region.write((store * 7_919) % HEAP_LENGTH, Uint8Array.of(store));
    memory.commit();
  });
  return spent / 1_000;
}

export const memoryBenches: readonly Bench[] = [
  { name: 'boot at 10,000 keys', unit: 'ms', target: 5, better: 'less', measure: bootTime },
  { name: 'fork at 10,000 keys', unit: 'ms', target: 1, better: 'less', measure: forkTime },
  {
    name: '20,000 byte stores in an arena, one batch',
    unit: 'ms',
    target: 1,
    better: 'less',
    measure: () => storeTime('command'),
  },
  {
    name: '20,000 byte stores in an arena, a write point each',
    unit: 'ms',
    target: 10,
    better: 'less',
    measure: () => storeTime('store'),
  },
  {
    name: '  alternative: 20,000 byte stores in a region, one batch',
    unit: 'ms',
    better: 'less',
    measure: regionStoreTime,
  },
  memoryOf('memory of 200 files of 110 bytes, as the UICC keeps them', inOneRegion, 60),
  memoryOf('  alternative: a cell for each', inCells),
  memoryOf('  alternative: a region for each', inRegions),
];
