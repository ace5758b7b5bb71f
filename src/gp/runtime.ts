/**
 * The only interface between this library and what runs applications: native modules and the Java
 * Card VM implement it. A runtime identifies load files and modules by AID; what an application
 * keeps stands in the part of memory that the registry gives it. [GPCS §6.4] [GPCS §6.6] [GPCS
 * §9.3]
 */
import type { Bytes } from '../base/index.ts';
import type {
  CardSession,
  Command,
  Container,
  HeaderAnswer,
  Nvm,
  Response,
  Services,
  Session,
} from '../os/abi/index.ts';
import type { Contactless, ContactlessPriority } from './registry/contactless.ts';
import type { RegistryEntry } from './registry/entry.ts';
import type { Cvm, CvmService } from './service/cardholder-verification.ts';

/** Why an application is current no longer. */
export type Deselection = Parameters<Container['deselect']>[2];

export interface ApplicationRuntime {
  /** Kept with each entry that it runs. */
  readonly name: string;
  /** Whether a load file is of a kind that it runs; `accept` decides on this one. */
  recognizes(file: LoadFileBlock): boolean;
  /** Checks, links and verifies a load file; a `Refusal` where it cannot run it. */
  accept(file: LoadFileBlock, nvm: Nvm): LoadedFile;
  /** A load file is about to be deleted with its part of memory. */
  forgetFile(aid: Bytes): void;
  /** What else needs the load file, in words, if anything does. */
  deletionBlockedBy(aid: Bytes): string | undefined;
  /** Makes an application from a module; a `Refusal` where the module rejects it. */
  install(
    module: Bytes,
    place: ApplicationPlace,
    parameters: InstallParameters,
  ): { readonly aid: Bytes; readonly traits: ApplicationTraits };
  /** The code of an installed application; called once while it is installed, at each boot. */
  code(module: Bytes, place: ApplicationPlace): ApplicationCode;
  /** The application is about to be deleted with its part of memory; a `Refusal` prevents it. */
  uninstall(module: Bytes, place: ApplicationPlace, leaving: Leaving): void;
  /** A card session ends, or the device is reset: transient data may go. */
  reset?(scope: CardSession | 'device'): void;
}

/** What a UICC keeps of applications beside their files: its toolkit's. [TS102226 §8.2.1.3.2] */
export interface UiccRegistry {
  /** A `Refusal` where the parameters of tag EA are none, or contradict those that are kept. */
  check(parameters: Bytes, registered: readonly RegistryEntry[]): void;
}

/** What one command deletes. [JCRE §11.3.4.3] */
export interface Leaving {
  /** AIDs of applications. */
  readonly applets: readonly Bytes[];
  /** The AID of their load file, where it goes with them. */
  readonly file?: Bytes | undefined;
}

export interface LoadFileBlock {
  /** The AID that INSTALL [for load] names. */
  readonly aid: Bytes;
  /** The load file data block. [GPCS §11.6.2.3] */
  readonly block: Bytes;
}

export interface LoadedFile {
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  /** AIDs of its modules. */
  readonly modules: readonly Bytes[];
}

export interface InstallParameters {
  /** The AID that INSTALL names; the application registers under it or under another. */
  readonly aid: Bytes;
  /** 24 bits. */
  readonly privileges: number;
  /** The value of tag C9. [GPCS §11.5.2.3.7] */
  readonly specific: Bytes;
  /** Of the command that installs it; absent where a description or a profile does. */
  readonly session?: Session | undefined;
}

export interface ApplicationTraits {
  /** Whether it may be current in several sessions at once. */
  readonly multiSelectable: boolean;
  readonly framing: 'kernel' | 'own';
}

/**
 * What an application may request of the card it is on: the calls of GlobalPlatform's GPSystem.
 * [GPAPI §GPSystem]
 */
export interface ApplicationSystem {
  readonly aid: Bytes;
  /** The value of tag EA at its installation, empty without one. [TS102226 §8.2.1.3.2] */
  readonly uiccParameters: Bytes;
  /** The card's life cycle state. [GPCS §5.1] */
  readonly cardState: number;
  /** The application's own state. [GPCS §5.3] */
  readonly contentState: number;
  /** Gives the application another state; false, and nothing changed, for one it may not have. */
  setContentState(state: number): boolean;
  /** To CARD_LOCKED, with Card Lock; false where that may not be. [GPCS §9.6.3] [P-05] */
  lockCard(): boolean;
  /** To TERMINATED, with Card Terminate; false where that may not be. [GPCS §9.6.4] [P-05] */
  terminateCard(): boolean;
  /** Registers a unique global service, family and identifier; false where it may not be. */
  registerService(name: number): boolean;
  deregisterService(name: number): boolean;
  /**
   * A cardholder verification method for this command: of the application with the AID, or of the
   * one that has registered it. [GPCS §8.2.1]
   */
  cvm(id: number, session: Session, provider?: Bytes): Cvm | undefined;
  /** What can be selected over contactless interfaces, and in which order. [GPAmdC §3.11] */
  readonly contactless: ContactlessRegistry;
  /** Whether ruling data let a command of this session manage verification values. [P-07] */
  mayManageCvm(session: Session | 'inside'): boolean;
}

export interface ContactlessEntry {
  readonly aid: Bytes;
  readonly lifeCycle: number;
  readonly contactless: Contactless;
}

/** What applications may read and change in the contactless registry. [GPAmdC §3.8] [GPAmdC §8] */
export interface ContactlessRegistry {
  /** Those that the caller may read, by priority. */
  readonly entries: readonly ContactlessEntry[];
  /** Counts all changes, 16 bits. */
  readonly updates: number;
  /** False, and nothing changed, where it may not be. */
  setState(aid: Bytes, state: number, session: Session): boolean;
  setPriority(aid: Bytes, priority: ContactlessPriority, session: Session): boolean;
}

/** Where an application stands. */
export interface ApplicationPlace {
  /** Its part of memory, which goes with it. */
  readonly nvm: Nvm;
  /** What it may request of its card. */
  readonly system: ApplicationSystem;
  readonly services: Services;
}

/** The secure channel session that carries the data of an application. [GPAPI §SecureChannel] */
export interface PersonalizationChannel {
  /** Of the command that carries them; data of a profile package come from inside. */
  readonly session: Session | 'inside';
  /** Decrypts with the session's data encryption key; `undefined` where the data cannot be. */
  decryptSensitive(encrypted: Bytes): Bytes | undefined;
}

/** Calls come one at a time, in the order of the contract of a container. */
export interface ApplicationCode {
  /** Called when it becomes current in a session; false refuses: 6999, and nothing is selected. */
  select(session: Session, from?: Session): boolean;
  /** On a reset the application itself does not run. [JCRE §4.6] */
  deselect(session: Session, reason?: Deselection): void;
  /** Its SELECT too, with `selecting`. */
  process(command: Command): Response;
  /**
   * STORE DATA that its security domain received for it, header and all, without secure messaging;
   * gives response data. Left out by an application that is not personalized so.
   * [GPCS §7.3.2] [GPAPI §Personalization]
   */
  processData?(command: Bytes, channel: PersonalizationChannel): Bytes;
  /** A global service that it offers, by its name. [GPCS §8.1.2] */
  service?(name: number): CvmService | undefined;
  /** T=0: what is certain of a command by these five bytes, as for a container. */
  header(header: Bytes, session: Session): HeaderAnswer | undefined;
}
