/** Files of a UICC: read at the kernel, and through both ends of T=1. */
import { type Bytes, hex, type LinkFacts, unhex, utf8 } from '../src/base/index.ts';
import { createEuicc, type ConsumerConfig } from '../src/containers/euicc/index.ts';
import { pureCrypto, randomStream } from '../src/crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../src/device/index.ts';
import type { Services } from '../src/os/abi/index.ts';
import { AliasRegistry } from '../src/os/alias/index.ts';
import { Kernel, type Port, Residents, TraceRing } from '../src/os/kernel/index.ts';
import { Memory, Partition } from '../src/os/nvm/index.ts';
import { insidePairing } from '../src/os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../src/os/ruling/index.ts';
import { Bed, SEED } from './bed.ts';
import { type Bench, perSecond } from './frame.ts';

const DESCRIPTION = parseDescription(presets['usim-card']);
const ID = 'euicc';
const QUOTA = 262_144;

/** EF.IMSI of the USIM by its short identifier; a record of EF.ADN, read and written. */
const SELECT_USIM = unhex('00A4040010A0000000871002FF44FF128900000100');
const READ_IMSI = unhex('00B0870009');
const SELECT_ADN = [unhex('00A4080C047F106F3A')];
const READ_ADN = unhex('00B201041C');
const WRITE_ADN = unhex(`00DC01041C${'41'.repeat(28)}`);

const T1: LinkFacts = {
  id: 't1',
  interface: 'iso',
  protocol: 't1',
  family: 'iso7816-3',
  mode: 'contact',
  javaCardProtocol: 1,
  outgoing: 'direct',
  extended: true,
  channels: 20,
  lsis: 1,
};

/** A kernel with the UICC of the preset, and nothing around it. */
export function bootKernel(described: object = DESCRIPTION.containers[0]!): Port {
  const memory = new Memory(new Map());
  const trace = new TraceRing();
  const services: Services = {
    id: ID,
    nvm: new Partition(memory, { id: ID, quota: QUOTA }),
    ram: new Map(),
    rng: randomStream(utf8('files'), ID),
    crypto: pureCrypto,
    note: (kind, ...operands) => trace.note(ID, kind, ...operands),
    rule: () => ({ allowed: true, rule: 'bench', scope: 'container' }),
    deviceLock: { holds: () => false, set: () => {} },
    notify: () => {},
  };
  const container = createEuicc(described as ConsumerConfig, services);
  const os = new Partition(memory, { id: 'os', quota: 65_536 });
  const rules = [{ link: '*', container: ID }];
  const scope = { links: [T1], containers: [ID] };
  const ruling = new Ruling(os, { reach: {}, rules: [] }, scope);
  const residents = new Residents({
    all: [{ id: ID, container }],
    policy: 'only-if-aliased',
    pairing: insidePairing(os, rules, scope),
    aliases: new AliasRegistry(os, []),
    ruling,
    locks: new DeviceLocks(os, ruling),
    trace,
  });
  const kernel = new Kernel({ memory, residents, links: [T1], trace });
  kernel.interfaceReset('iso', 0);
  return kernel.port('t1');
}

interface Exchange {
  readonly name: string;
  readonly before: readonly Bytes[];
  readonly apdu: Bytes;
  readonly target: number;
}

function expectOk(name: string, answer: Bytes): void {
  if (answer.at(-2) !== 0x90) throw new Error(`${name}: ${hex(answer)}`);
}

function atKernel({ name, before, apdu, target }: Exchange): Bench {
  const measure = () => {
    const port = bootKernel();
    let now = 0;
    for (const one of [...before, apdu]) expectOk(name, port.command(one, 0, now++).answer);
    return perSecond(() => port.command(apdu, 0, now++));
  };
  return { name: `files, kernel, ${name}`, unit: 'APDU/s', target, better: 'more', measure };
}

function throughT1({ name, before, apdu, target }: Exchange): Bench {
  const measure = () => {
    const device = bootDevice({
      description: DESCRIPTION,
      image: new Map(),
      seed: SEED,
      crypto: pureCrypto,
    });
    const bed = new Bed('t1', device);
    for (const one of before) bed.expectOk(one);
    return perSecond(() => bed.expectOk(apdu));
  };
  return { name: `files, T=1, ${name}`, unit: 'APDU/s', target, better: 'more', measure };
}

const BINARY = { name: 'READ BINARY', before: [SELECT_USIM], apdu: READ_IMSI };
const RECORD = { name: 'READ RECORD', before: SELECT_ADN, apdu: READ_ADN };
const WRITE = { name: 'UPDATE RECORD', before: SELECT_ADN, apdu: WRITE_ADN };

export const fileBenches: readonly Bench[] = [
  atKernel({ ...BINARY, target: 300_000 }),
  atKernel({ ...RECORD, target: 300_000 }),
  atKernel({ ...WRITE, target: 60_000 }),
  throughT1({ ...BINARY, target: 100_000 }),
];
