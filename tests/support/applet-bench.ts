/** A virtual machine on a bench: real memory under it, no card around it. */
import {
  type Batch,
  type Bytes,
  bytes,
  hex,
  type Image,
  isWireError,
  unhex,
} from '../../src/base/index.ts';
import { codeOf } from '../../src/applets/index.ts';
import { type MachineOptions, VirtualMachine } from '../../src/javacard/index.ts';
import { type HeaderAnswer, Refusal, refuse, type Session } from '../../src/os/abi/index.ts';
import { parseCommandApdu, SW } from '../../src/wire/index.ts';
import { type CapName, readCapFile } from './cap/read-cap.ts';
import { Bench } from './container-bench.ts';

const QUOTA = 262_144;

type Options = Pick<MachineOptions, 'isEachDurable' | 'isVerified' | 'budget'> & {
  readonly image?: Image;
};

export class AppletBench {
  readonly bench: Bench;
  readonly machine: VirtualMachine;
  session: Session;
  /** Of the last call, in the order in which they become durable. */
  batches: readonly Batch[] = [];
  /** Why the last call was refused. */
  why: string | undefined;

  constructor({ image, ...options }: Options = {}) {
    this.bench = new Bench({ quota: QUOTA, ...(image === undefined ? {} : { image }) });
    const { services } = this.bench;
    this.machine = new VirtualMachine({ services, nvm: services.nvm, ...options });
    this.session = this.bench.session();
  }

  get image(): Image {
    return this.bench.memory.image();
  }

  /** Loads a CAP file, or the components of one; `undefined` where the machine refuses. */
  load(file: CapName | Bytes): readonly Bytes[] | undefined {
    const block = typeof file === 'string' ? readCapFile(file) : file;
    return this.call(() => this.machine.load(block).modules);
  }

  /** Installs a module under its own AID; gives the AID. */
  install(module: Bytes, specific: Bytes = bytes()): Bytes | undefined {
    const parameters = { aid: module, privileges: bytes(0), specific };
    return this.call(() => this.machine.install(module, parameters).aid);
  }

  /** Loads a CAP file, installs its first applet and selects it. */
  start(file: CapName | Bytes): Bytes {
    const [module] = this.load(file) ?? [];
    const aid = module && this.install(module);
    if (aid === undefined) throw new Error(`not installed: ${this.why}`);
    this.call(() => this.machine.select(aid, this.session));
    return aid;
  }

  /** Sends a command to an applet: data and status word, or what a refusal says. */
  send(aid: Bytes, apdu: string): string {
    const answer = this.call(() => this.answer(aid, apdu));
    return answer ?? hex(Uint8Array.of(this.refused!.sw >> 8, this.refused!.sw));
  }

  /** Sends a command inside a call. */
  answer(aid: Bytes, apdu: string): string {
    const sent = unhex(apdu);
    const parsed = parseCommandApdu(sent);
    if (isWireError(parsed)) throw new Error(`no command: ${apdu}`);
    const command = {
      ...parsed,
      session: this.session,
      header: sent.slice(0, 4),
      at: 0,
      selecting: undefined,
      charge: () => undefined,
    };
    const { data, sw } = this.machine.process(aid, command);
    return hex(Uint8Array.of(...data, sw >> 8, sw));
  }

  /** What a T=0 header of five bytes announces, or the status word that is certain. */
  header(aid: Bytes, header: string): HeaderAnswer | undefined {
    const sent = unhex(header);
    return this.call(() => codeOf(this.machine, aid).header(sent, this.session));
  }

  refused: Refusal | undefined;

  call<T>(act: () => T): T | undefined {
    const { memory } = this.bench;
    this.refused = undefined;
    this.why = undefined;
    try {
      const result = act();
      this.batches = memory.commit();
      return result;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused = error;
      this.why = String(error);
      this.batches = memory.rollback();
      return undefined;
    }
  }

  /** Makes calls, and undoes them whatever they did. */
  attempt(act: () => void): void {
    this.call(() => {
      act();
      refuse(SW.OK, 'bench', 'undone');
    });
  }

  /** What the objects of an applet's package hold, in the order of the heap. */
  objectsOf(aid: Bytes): readonly Bytes[] {
    return this.machine.objectsOf(aid);
  }

  /** The card loses power: another machine starts from what is stored. */
  restarted(options: Options = {}): AppletBench {
    return new AppletBench({ image: this.image, ...options });
  }
}
