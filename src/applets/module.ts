/**
 * Native modules: applications whose code is part of Bifrons. A module gets of its container what
 * an applet would, and nothing else.
 */
import type { Bytes, Rng } from '../base/index.ts';
import type { Crypto } from '../crypto/index.ts';
import type { ApplicationCode, ApplicationSystem, ApplicationTraits } from '../gp/index.ts';
import type { Nvm } from '../os/abi/index.ts';

export interface ModuleContext {
  readonly system: ApplicationSystem;
  /** Its own part of memory, which is deleted with it. */
  readonly nvm: Nvm;
  readonly rng: Rng;
  readonly crypto: Crypto;
  /**
   * Reports a transaction with this application to the terminal, or without parameters that it
   * requests attention, once what the command wrote is durable. [TS102622 §11.4]
   */
  notify(parameters?: Bytes): void;
}

export interface NativeModule {
  /** By which descriptions name it. */
  readonly name: string;
  readonly aid: Bytes;
  readonly traits: ApplicationTraits;
  /**
   * What installation writes, from the value of tag C9; a `Refusal` rejects the parameters. Left
   * out by a module that takes none. [GPCS §11.5.2.3.7]
   */
  install?(context: ModuleContext, parameters: Bytes): void;
  /** The code of an installed application, at each boot. */
  start(context: ModuleContext): ApplicationCode;
}

/** Modules that one load file brings; its content is part of Bifrons. */
export interface NativePackage {
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  readonly modules: readonly NativeModule[];
}
