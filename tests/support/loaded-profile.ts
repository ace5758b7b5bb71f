/** An eUICC on the bench into which packages are loaded as its manufacturer does it. */
import { type Bytes, hex, type Image, unhex } from '../../src/base/index.ts';
import { createEuicc } from '../../src/containers/euicc/index.ts';
import type { ProfileMaintenance, Session } from '../../src/os/abi/index.ts';
import { emitProfilePackage, type ProfileElement } from '../../src/wire/saip/index.ts';
import { Bench, type BenchOptions } from './container-bench.ts';
import { answer, CONFIG } from './euicc-card.ts';

/** Room for a few profiles of the field. */
const QUOTA = 400_000;

export class LoadingCard {
  readonly bench: Bench;
  readonly profiles: ProfileMaintenance;
  session: Session;

  constructor(options: BenchOptions & { readonly image?: Image } = {}) {
    this.bench = new Bench({ quota: QUOTA, ...options });
    const container = this.bench.mount(
      createEuicc({ ...CONFIG, profiles: [] }, this.bench.services),
    );
    this.profiles = container.profiles!;
    this.session = this.bench.session();
  }

  /** Loads a package, and makes what that wrote durable. */
  load(source: Bytes | readonly ProfileElement[]) {
    const bytes = source instanceof Uint8Array ? source : emitProfilePackage(source);
    const result = this.profiles.load(bytes);
    this.bench.batches = this.bench.memory.commit();
    return result;
  }

  enable(iccid: string): void {
    this.profiles.enable(iccid);
    this.bench.memory.commit();
    this.session = this.bench.session();
  }

  disable(iccid: string): void {
    this.profiles.disable(iccid);
    this.bench.memory.commit();
  }

  remove(iccid: string): void {
    this.profiles.remove(iccid);
    this.bench.memory.commit();
  }

  /** Bytes that the eUICC's memory holds. */
  get used(): number {
    return this.bench.services.nvm.used;
  }

  send(apdu: string): string {
    return answer(this.bench.send(this.session, unhex(apdu)));
  }

  select(...fids: readonly string[]): string {
    return fids.map((fid) => this.send(`00A4000C02${fid}`)).at(-1)!;
  }

  /** SELECT of an application by its AID. */
  application(aid: string): string {
    const entity = this.bench.container.entities().find((one) => hex(one.aid) === aid);
    if (entity === undefined) return '6A82';
    return answer(this.bench.select(this.session, entity, unhex(aid), 0x0c));
  }
}
