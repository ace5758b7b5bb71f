/**
 * Native modules: applications whose code is part of Bifrons, installed by the device description.
 * A module sees of its container what an applet would, and nothing else.
 */
import type { Bytes, Rng } from '../base/index.ts';
import type { ApplicationCode } from '../gp/index.ts';
import type { Codec, Cell, Counter } from '../os/abi/index.ts';
import type { GlobalPlatformSystem } from './system.ts';

export interface ModuleContext {
  readonly system: GlobalPlatformSystem;
  /** Its own part of non-volatile memory, by short keys. */
  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T>;
  counter(key: string, initial: number): Counter;
  readonly rng: Rng;
  /**
   * Has the terminal told, once what the command wrote is durable, that a reader has made a
   * transaction with this application, or without parameters that it wants attention.
   * [TS102622 §11.4]
   */
  tell(parameters?: Bytes): void;
}

export interface NativeModule {
  /** By which descriptions name it. */
  readonly name: string;
  /** Whether it may be current in several sessions at once. */
  readonly multiSelectable: boolean;
  install(context: ModuleContext): ApplicationCode;
}
