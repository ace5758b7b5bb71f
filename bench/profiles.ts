/** Profile packages of the size of the generic test profile, and the USIM that they bring. */
import { type Bytes, bytes, concat, hex, unhex, utf8 } from '../src/base/index.ts';
import { pureCrypto, randomStream } from '../src/crypto/index.ts';
import { bootDevice, type DeviceCore, parseDescription, presets } from '../src/device/index.ts';
import { AuthenticationCentre } from '../src/host/index.ts';
import { buildProfile, profileSpecification } from '../src/host/profile-builder/index.ts';
import {
  emitProfilePackage,
  type FileManagementStep,
  type ProfileElement,
} from '../src/wire/saip/index.ts';
import { Bed, SEED } from './bed.ts';
import { keeping, withStore } from './device.ts';
import { bootKernel } from './files.ts';
import type { Bench } from './frame.ts';
import { kibibytesEach } from './heap.ts';
import { lmdbStore } from '../src/keep/store/index.ts';

/** What TS.48 has: 12,385 bytes and 259 files, which hold 33,700 bytes. */
const SIZE = { files: 190, fileLength: 130, contentLength: 34 } as const;
const DEVICES = { count: 100, warm: 20 } as const;
const ROUNDS = 40;

const K = '000102030405060708090A0B0C0D0E0F';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const IMSI = '001010123456789';
const ICCIDS = ['8988211990000000005', '8988211990000000013'] as const;
const USIM = 'A0000000871002FF44FF128900000100';

/** A package of the builder, filled up with files to the size of the generic test profile. */
export function packageOfSize(iccid: string): Bytes {
  const described = { iccid, imsi: IMSI, algorithm: 'milenage', k: K, opc: OPC };
  const elements = buildProfile(profileSpecification.parse(described));
  const steps: FileManagementStep[] = [{ kind: 'filePath', value: unhex('7F10') }];
  for (let file = 0; file < SIZE.files; file++) {
    const value = {
      fileDescriptor: unhex('4121'),
      fileID: bytes(0x60, file),
      efFileSize: bytes(SIZE.fileLength),
      securityAttributesReferenced: bytes(2),
    };
    const content = new Uint8Array(SIZE.contentLength).fill(file);
    steps.push({ kind: 'createFCP', value }, { kind: 'fillFileContent', value: content });
  }
  const header = { mandated: null, identification: 900 };
  const more: ProfileElement = {
    kind: 'genericFileManagement',
    value: { header, fileManagementCMD: [steps] },
  };
  return emitProfilePackage([...elements.slice(0, -1), more, elements.at(-1)!]);
}

const PACKAGES = ICCIDS.map((iccid) => hex(packageOfSize(iccid)));

/** The preset's eUICC with room for profiles, and its USIM with keys. */
function described() {
  const preset = presets['usim-card'];
  const [euicc] = preset.containers;
  const [profile] = euicc.profiles;
  const [usim, ...others] = profile.uicc.applications ?? [];
  const authentication = { algorithm: 'milenage', key: K, opc: OPC };
  const uicc = { ...profile.uicc, applications: [{ ...usim, authentication }, ...others] };
  const containers = [{ ...euicc, quota: 300_000, profiles: [{ ...profile, uicc }] }];
  return parseDescription({ ...preset, containers });
}

const DESCRIPTION = described();

/** An eUICC without profiles. */
function empty() {
  const preset = presets['usim-card'];
  const [euicc] = preset.containers;
  return parseDescription({ ...preset, containers: [{ ...euicc, quota: 300_000, profiles: [] }] });
}

const EMPTY_CARD = empty();

function fresh(description = EMPTY_CARD): DeviceCore {
  const device = bootDevice({
    description,
    image: new Map(),
    seed: SEED,
    crypto: pureCrypto,
  });
  device.durable(device.takeBatches().length);
  return device;
}

function load(device: DeviceCore, source: string): void {
  const [container] = device.management.containers();
  const change = { act: 'load', container: container!.id, package: source } as const;
  const result = device.management.changeProfile(change);
  if (result?.profile === undefined) throw new Error(`not installed: ${result?.why}`);
  device.durable(device.takeBatches().length);
}

/** Into an eUICC with no other; the best of many. */
function installTime(): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const device = fresh();
    const begin = performance.now();
    load(device, PACKAGES[0]!);
    if (round > ROUNDS / 4) best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** KiB of a device in its host that holds two packages' profiles, one of them enabled and read. */
function memoryOfTwo(): number {
  return kibibytesEach(DEVICES, () => {
    const device = fresh();
    for (const one of PACKAGES) load(device, one);
    const profile = ICCIDS[0];
    device.management.changeProfile({ act: 'enable', profile });
    return [device, new Bed('t0', device).transmit(unhex('00A4000C022FE2'))];
  });
}

/** AUTHENTICATE commands of a network that counts on. */
function challenges(): () => Bytes {
  const rng = randomStream(utf8('network'), 'bench');
  const network = new AuthenticationCentre({ crypto: pureCrypto, rng });
  const algorithm = { kind: 'milenage', k: unhex(K), opc: unhex(OPC), resLength: 8 } as const;
  network.subscribe({ imsi: IMSI, algorithm }, 0);
  return () => {
    const { rand, autn } = network.vector(IMSI);
    return concat(unhex('008800812210'), rand, bytes(0x10), autn, bytes(0));
  };
}

const BEFORE = [`00A4040010${USIM}00`, `002000010831323334FFFFFFFF`].map(unhex);
const BATCH = 500;
const BATCHES = 60;

/** The network's vectors are made before, and do not count. */
function authenticateAtKernel(): number {
  const port = bootKernel(DESCRIPTION.containers[0]);
  const next = challenges();
  let now = 0;
  for (const one of BEFORE) port.command(one, 0, now++);
  let best = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const commands = Array.from({ length: BATCH }, next);
    const begin = performance.now();
    for (const one of commands) {
      const { answer } = port.command(one, 0, now++);
      if (answer[0] !== 0xdb) throw new Error(hex(answer));
    }
    best = Math.min(best, performance.now() - begin);
  }
  return (BATCH * 1_000) / best;
}

/** One after another through T=1, each durable in LMDB before its answer. */
async function authenticateDurably(): Promise<number> {
  return withStore(async (folder) => {
    const store = await lmdbStore.open(folder);
    const kept = keeping(fresh(DESCRIPTION), store);
    const bed = new Bed('t0', kept.device);
    for (const one of BEFORE) bed.transmit(one);
    const next = challenges();
    const commands = Array.from({ length: BATCH }, next);
    const begin = performance.now();
    for (const one of commands) {
      const answer = bed.transmit(one);
      if (answer[0] !== 0xdb) throw new Error(hex(answer));
      await kept.durable();
    }
    const spent = performance.now() - begin;
    await store.close();
    return (BATCH * 1_000) / spent;
  });
}

export const profileBenches: readonly Bench[] = [
  {
    name: 'profile, install of a package of the generic test profile’s size',
    unit: 'ms',
    target: 3,
    better: 'less',
    measure: installTime,
  },
  {
    name: 'profile, memory of a device with two such packages',
    unit: 'KiB',
    target: 400,
    better: 'less',
    measure: memoryOfTwo,
  },
  {
    name: 'profile, kernel, AUTHENTICATE (Milenage)',
    unit: 'APDU/s',
    target: 60_000,
    better: 'more',
    measure: authenticateAtKernel,
  },
  {
    name: 'profile, AUTHENTICATE durable in LMDB',
    unit: 'APDU/s',
    better: 'more',
    measure: authenticateDurably,
  },
];
