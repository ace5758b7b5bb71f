/** Commands through kernel and routing agent, with containers that answer at once. */
import { type Bytes, EMPTY, hex, type LinkFacts, unhex } from '../src/base/index.ts';
import type { Cell, Container, Entity, Nvm } from '../src/os/abi/index.ts';
import { AliasRegistry } from '../src/os/alias/index.ts';
import { Kernel, type Port, Residents, TraceRing } from '../src/os/kernel/index.ts';
import { Memory, Partition } from '../src/os/nvm/index.ts';
import { insidePairing } from '../src/os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../src/os/ruling/index.ts';
import { type Bench, perSecond } from './frame.ts';

const SELECT = unhex('00A4040008A00000015100000000');
const READ = unhex('80CA006600');
const WRITE = unhex('80E2800008' + '0102030405060708');
const FCI = unhex('6F108408A000000151000000A5049F6501FF');

const bytesCodec = { emit: (value: Bytes) => value, parse: (stored: Bytes) => stored };

const FLAGS = { selectable: true, multiSelectable: true, framing: 'kernel' } as const;

/** SELECT answers an FCI, INS E2 writes a cell, all else is 9000. */
class Answering implements Container {
  readonly #entity: Entity;
  readonly #list: readonly Entity[];
  readonly #cell: Cell<Bytes>;

  constructor(aid: string, nvm: Nvm) {
    const root = { root: true, issuer: true };
    this.#entity = { aid: unhex(aid), handle: 1, name: 'root', ...root, ...FLAGS };
    this.#list = [this.#entity];
    this.#cell = nvm.cell('data', bytesCodec, EMPTY);
  }

  entities() {
    return this.#list;
  }

  locked() {
    return false;
  }

  implicit() {
    return this.#entity;
  }

  select() {
    return true;
  }

  deselect() {}

  process(_entity: Entity, command: { readonly ins: number; readonly data: Bytes }) {
    if (command.ins === 0xe2) this.#cell.set(command.data.slice());
    return { data: command.ins === 0xa4 ? FCI : EMPTY, sw: 0x9000 };
  }

  processSession() {
    return { data: EMPTY, sw: 0x9000 };
  }

  header() {
    return undefined;
  }

  reset() {}
}

const T1: LinkFacts = {
  id: 't1',
  interface: 't1',
  protocol: 't1',
  family: 'iso7816-3',
  mode: 'contact',
  javaCardProtocol: 1,
  outgoing: 'direct',
  extended: true,
  channels: 20,
  lsis: 1,
};
const SPI: LinkFacts = { ...T1, id: 'spi', interface: 'spi', protocol: 'spi', family: 'other' };

function bootKernel(): Port {
  const memory = new Memory(new Map());
  const partition = (id: string) => new Partition(memory, { id, quota: 65_536 });
  const links = [T1, SPI];
  const trace = new TraceRing();
  const resident = (id: string, aid: string) => {
    const nvm = partition(`container.${id}`);
    return { id, container: new Answering(aid, nvm) };
  };
  const all = [resident('C20', 'A000000152000000'), resident('C30', 'A000000151000000')];
  const common = unhex('A000000151000000');
  const real = unhex('A000000152000000');
  const os = partition('os');
  const rules = [
    { link: 'iso7816-3', container: 'C20' },
    { link: '*', container: 'C30' },
  ];
  const scope = { links, containers: ['C20', 'C30'] };
  const ruling = new Ruling(os, { reach: {}, rules: [] }, scope);
  const residents = new Residents({
    all,
    policy: 'only-if-aliased',
    pairing: insidePairing(os, rules, scope),
    aliases: new AliasRegistry(os, [{ common, container: 'C20', real }]),
    ruling,
    locks: new DeviceLocks(os, ruling),
    trace,
  });
  const kernel = new Kernel({ memory, residents, links, trace });
  kernel.interfaceReset('t1', 0);
  return kernel.port('t1');
}

function throughKernel(name: string, apdu: Bytes): Bench {
  const measure = () => {
    const port = bootKernel();
    let now = 0;
    const sent = port.command(SELECT, 0, now++).answer;
    const answer = port.command(apdu, 0, now++).answer;
    if (sent.at(-2) !== 0x90 || answer.at(-2) !== 0x90)
      throw new Error(`${name}: ${hex(sent)}, ${hex(answer)}`);
    return perSecond(() => port.command(apdu, 0, now++));
  };
  return { name: `kernel, ${name}`, unit: 'APDU/s', target: 100_000, better: 'more', measure };
}

export const kernelBenches: readonly Bench[] = [
  throughKernel('SELECT of the common AID', SELECT),
  throughKernel('command to the selected entity', READ),
  throughKernel('command that writes a cell', WRITE),
];
