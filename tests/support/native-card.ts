/** A card on the bench with one native module that came by a stub load file. */
import assert from 'node:assert/strict';
import { bytes, concat, hex, type LinkFacts, unhex } from '../../src/base/index.ts';
import type { GlobalPlatformConfig } from '../../src/containers/globalplatform/index.ts';
import type { Response, Session } from '../../src/os/abi/index.ts';
import { emitTlv } from '../../src/wire/index.ts';
import { type Bench, BENCH_LINK } from './container-bench.ts';
import { forChange, forInstall, loadStub } from './content-commands.ts';
import { cardOnBench, Client } from './globalplatform-card.ts';
import type { HostResponse } from './scp03-host.ts';

/** Native modules by package: load file and module. */
export const NATIVE = {
  tag: { file: 'F0424946524F4E5302', module: 'F0424946524F4E530201' },
  access: { file: 'F0424946524F4E5303', module: 'F0424946524F4E530301' },
  payment: { file: 'F0424946524F4E5304', module: 'F0424946524F4E530401' },
  pin: { file: 'F0424946524F4E5305', module: 'F0424946524F4E530501' },
  crs: { file: 'F0424946524F4E5306', module: 'F0424946524F4E530601' },
  ppse: { file: 'F0424946524F4E5306', module: 'F0424946524F4E530602' },
  rules: { file: 'F0424946524F4E5307', module: 'F0424946524F4E530701' },
} as const;

export interface NativeOptions {
  readonly aid: string;
  /** The value of tag C9. */
  readonly parameters?: string;
  /** Objects of tag EF. */
  readonly system?: string;
  readonly privileges?: string;
}

export const NFC_LINK: LinkFacts = {
  ...BENCH_LINK,
  id: 'swp-a',
  interface: 'swp',
  protocol: 'swp-a',
  mode: 'contactless',
};

export class NativeCard {
  readonly bench: Bench;
  readonly aid: string;

  constructor(bench: Bench, aid: string) {
    this.bench = bench;
    this.aid = aid;
  }

  get name(): string {
    return this.bench.container.entities().find((one) => hex(one.aid) === this.aid)!.name;
  }

  /** A session with the application selected. */
  open(link: LinkFacts = BENCH_LINK): AppSession {
    const session = this.bench.session(0, link);
    const selected = this.bench.select(session, this.bench.entity(this.name));
    return new AppSession(this.bench, session, selected);
  }

  /** STORE DATA of one command through its security domain. */
  store(p1: number, data: string): HostResponse {
    const client = new Client(this.bench).open(0x33);
    assert.equal(client.send('80E62000', forChange({ aid: this.aid })).sw, 0x9000);
    return client.send(hex(bytes(0x80, 0xe2, p1, 0)), data);
  }

  /** The same card after a loss of power. */
  rebooted(): NativeCard {
    return new NativeCard(cardOnBench({}, { image: this.bench.memory.image() }), this.aid);
  }
}

export class AppSession {
  readonly bench: Bench;
  readonly session: Session;
  readonly selected: Response;

  constructor(bench: Bench, session: Session, selected: Response) {
    this.bench = bench;
    this.session = session;
    this.selected = selected;
  }

  /** Data and status word. */
  send(apdu: string): string {
    const { data, sw } = this.bench.send(this.session, unhex(apdu));
    return hex(concat(data, bytes(sw >> 8, sw & 0xff)));
  }
}

/** Loads the stub of a package into a card, and installs its module. */
export function installNative(
  client: Client,
  what: { readonly file: string; readonly module: string },
  { aid, parameters = '', system = '', privileges = '000000' }: NativeOptions,
): number {
  const loaded = loadStub(client, { aid: what.file, stub: { modules: [what.module] } });
  if (loaded !== 0x9000) return loaded;
  const more = system === '' ? '' : hex(emitTlv(0xef, unhex(system)));
  const field = hex(emitTlv(0xc9, unhex(parameters))) + more;
  return client.send('80E60C00', forInstall({ ...what, aid, privileges, parameters: field })).sw;
}

export function nativeCard(
  what: { readonly file: string; readonly module: string },
  options: NativeOptions,
  config: Partial<GlobalPlatformConfig> = {},
): NativeCard {
  const bench = cardOnBench(config);
  assert.equal(installNative(new Client(bench).open(), what, options), 0x9000);
  return new NativeCard(bench, options.aid);
}

/** A data grouping: identifier, length, value. */
export function grouping(tag: string, value: string): string {
  const length = value.length / 2;
  const coded = length < 0xff ? bytes(length) : bytes(0xff, length >> 8, length & 0xff);
  return tag + hex(coded) + value;
}

/** What its stub load file says. */
export function asStub({ file, module }: { readonly file: string; readonly module: string }) {
  return { aid: file, modules: [module] };
}
