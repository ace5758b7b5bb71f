/** Puts a card end on each interface and gives only it the ports of its links. */
import {
  type Bytes,
  EMPTY,
  equal,
  HostError,
  type LinkFacts,
  type LinkProtocol,
  unhex,
} from '../base/index.ts';
import {
  createContactsCard,
  createSpiCard,
  createSwpCard,
  describeSession,
  type HciMemory,
  type LinkPlugin,
  type SwpCard,
  type Transaction,
} from '../link/index.ts';
import type { Cell, Codec, Notice, Nvm } from '../os/abi/index.ts';
import type { Kernel, Port } from '../os/kernel/index.ts';
import { interfaceAtr, type IsoInterface } from './atr.ts';
import type { Description, InterfaceDescription } from './description.ts';
import type { Wire } from './pump.ts';
import { readerAtr } from '../wire/index.ts';

export interface WireParts {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly kernel: Kernel;
  readonly gapFactor: number;
  readonly plugins: readonly LinkPlugin[];
  /** The operating system's memory. */
  readonly nvm: Nvm;
  /** Ends a transaction on that memory; returns a function: whether that is durable. */
  commit(): () => boolean;
}

/** Throws `HostError` UNSUPPORTED where a plug-in is missing. */
export function createWires(parts: WireParts): readonly Wire[] {
  return parts.description.interfaces.map((one) => {
    const own = parts.links.filter((link) => link.interface === one.id);
    return {
      interfaceId: one.id,
      urgent: new Set(own.filter((link) => link.mode === 'contactless').map((link) => link.id)),
      ...cardEnd(one, own, parts),
    };
  });
}

function cardEnd(
  one: InterfaceDescription,
  own: readonly LinkFacts[],
  parts: WireParts,
): Pick<Wire, 'end' | 'notify'> {
  const { description, kernel, gapFactor, plugins } = parts;
  const port = kernel.port(own[0]!.id);
  switch (one.kind) {
    case 'iso':
      return {
        end: createContactsCard({
          atr: interfaceAtr(one, description),
          ...isoProtocols(one, own, kernel),
          gapFactor,
        }),
      };
    case 'spi': {
      const { ifsc } = one;
      return { end: createSpiCard({ port, historical: unhex(one.historical), ifsc, gapFactor }) };
    }
    case 'swp': {
      const end = swpCard(one, own, parts);
      return { end, notify: (notice) => end.report(transactionOf(notice)) };
    }
    case 'proprietary':
      return { end: pluginOf(one, plugins).card({ port, settings: one.settings }) };
  }
}

/** Throws `HostError` UNSUPPORTED. [M-77] */
function pluginOf(
  { id, plugin }: Extract<InterfaceDescription, { kind: 'proprietary' }>,
  plugins: readonly LinkPlugin[],
): LinkPlugin {
  const found = plugins.find((one) => one.name === plugin);
  if (found) return found;
  throw new HostError(
    'UNSUPPORTED',
    `interfaces.${id}: no plug-in named "${plugin}" was given`,
    'give it at boot: --plugin FILE, or createDevice(description, { plugins: [plugin] })',
  );
}

type SwpInterface = Extract<InterfaceDescription, { kind: 'swp' }>;

/** One wire, up to three links, each with a port of its own. [M-72] [M-73] [M-74] */
function swpCard(one: SwpInterface, own: readonly LinkFacts[], parts: WireParts): SwpCard<Port> {
  const port = (protocol: LinkProtocol): Port | undefined => {
    const link = own.find((each) => each.protocol === protocol);
    return link && parts.kernel.port(link.id);
  };
  const [a, b, gate] = [port('swp-a'), port('swp-b'), port('apdu-gate')];
  const { typeA, typeB } = one;
  return createSwpCard<Port>({
    syncId: unhex(one.syncId),
    shdlc: { window: one.window },
    gapFactor: parts.gapFactor,
    memory: new SessionMemory(one.id, parts),
    typeA: a && {
      port: a,
      uid: typeA.uid === undefined ? undefined : unhex(typeA.uid),
      historical: unhex(typeA.historical),
      fwi: typeA.fwi,
    },
    typeB: b && {
      port: b,
      pupi: typeB.pupi === undefined ? undefined : unhex(typeB.pupi),
      afi: typeB.afi,
      applicationData: unhex(typeB.applicationData),
      fwi: typeB.fwi,
    },
    apduGate: gate && { port: gate, atr: gateAtr(one) },
  });
}

function transactionOf(notice: Notice): Transaction | undefined {
  return notice.kind === 'transaction' ? notice : undefined;
}

function gateAtr({ atr, historical }: SwpInterface): Bytes {
  if (atr !== undefined) return unhex(atr);
  return readerAtr(unhex(historical));
}

const sessionCodec: Codec<Bytes> = {
  parse: (stored) => stored,
  emit: (value) => value,
  describe: describeSession,
};

/** What the chip keeps of its HCI session, durable like all else it writes. [TS102622 §8.4] */
class SessionMemory implements HciMemory {
  readonly #cell: Cell<Bytes>;
  readonly #commit: WireParts['commit'];
  #isDurable = (): boolean => true;

  constructor(interfaceId: string, { nvm, commit }: WireParts) {
    this.#cell = nvm.cell(`hci.${interfaceId}`, sessionCodec, EMPTY);
    this.#commit = commit;
  }

  load(): Bytes | undefined {
    const record = this.#cell.get();
    return record.length === 0 ? undefined : record;
  }

  save(record: Bytes): void {
    if (equal(record, this.#cell.get())) return;
    this.#cell.set(record.slice());
    this.#isDurable = this.#commit();
  }

  get durable(): boolean {
    return this.#isDurable();
  }
}

function isoProtocols(one: IsoInterface, own: readonly LinkFacts[], kernel: Kernel) {
  const t0 = own.find((link) => link.protocol === 't0');
  const t1 = own.find((link) => link.protocol === 't1');
  return {
    t0: t0 && { port: kernel.port(t0.id) },
    t1: t1 && { port: kernel.port(t1.id), edc: one.edc, ifsc: one.ifsc },
  };
}
