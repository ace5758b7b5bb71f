/**
 * A running device from outside: its wires, its memory to keep, its management by the manufacturer.
 */
import type {
  ProfileElementStatus,
  ProfileFileRow,
  ProfileLoadResult,
  ProfileRow,
} from '../os/abi/index.ts';
import type { Batch, Bytes, Image, LinkFacts, Time, Trace, TraceRecord } from '../base/index.ts';
import type { Crypto } from '../crypto/index.ts';
import type { LineSide, LinkPlugin } from '../link/index.ts';
import type { OwnedRecord } from '../os/nvm/index.ts';
import type { Description } from './description.ts';

/** What a device is booted from. */
export interface DeviceParts {
  /** Whole, as `parseDescription` gives it. */
  readonly description: Description;
  /** The NVM image to boot from; an empty map is a first boot. Taken over, not copied. */
  readonly image: Image;
  /** Entropy of this boot, never taken from the image. */
  readonly seed: Bytes;
  /** The crypto provider: which one decides the speed, not the bytes. */
  readonly crypto: Crypto;
  /**
   * How many times longer than its protocol allows a host may pause between two bytes, or on a
   * single wire before it answers; 1 unless given. Answers and requests for more time leave when
   * they always do.
   */
  readonly gapFactor?: number | undefined;
  /** Plug-in protocols, for interfaces of kind `proprietary`. [M-77] */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/** What passed the device's end of a link, whole and with its secrets. */
export type LinkEvent =
  | {
      readonly kind: 'reset';
      readonly interface: string;
      /** Absent where every link of the interface was reset. */
      readonly link: string | undefined;
    }
  | {
      readonly kind: 'exchange';
      readonly link: string;
      readonly lsi: number;
      /** A command APDU; its header alone where that was enough for the answer. */
      readonly command: Bytes;
      readonly answer: Bytes;
    };

/** A device without a platform: its driver moves bytes, time and memory. `replay` gives one. */
export interface DeviceCore {
  /** Whole, with all defaults; keys included. */
  readonly description: Description;
  /** In wiring order. */
  readonly links: readonly LinkFacts[];
  /** The plug-ins it was booted with; its host makes their terminal ends. */
  readonly plugins: readonly LinkPlugin[];
  /**
   * How many times longer than allowed it lets hosts pause; its host's terminal ends are given it.
   */
  readonly gapFactor: number;
  /** The device's side of an interface's wire. */
  line(interfaceId: string): LineSide;
  /**
   * Works until nothing more can be done now: takes what the card ends hold, runs commands, and
   * stops at a command whose batches are not durable yet. True if anything was done.
   */
  poll(now: Time): boolean;
  /** Batches to make durable, in order, each handed out once. */
  takeBatches(): readonly Batch[];
  /** Says that the first `count` batches still open are durable. */
  durable(count: number): void;
  /** When `poll` must be called next if nothing arrives. */
  wakeAt(): Time | undefined;
  /** All of NVM as it is now; values are shared and never changed in place. */
  image(): Image;
  /** All of NVM decoded, as its owners read it; as it is stored, where they cannot. */
  records(): readonly DeviceRecord[];
  /** Pairing, aliases and ruling data, as the manufacturer changes them. */
  readonly management: Management;
  /** The last records of what happened. */
  readonly trace: TraceView;
  /** Sends what passes the links' ends to one listener, until it is replaced by none. */
  capture(listener: ((event: LinkEvent) => void) | undefined): void;
  /**
   * A sensor of the chip fired: every container is mute until the next boot. What was handed out
   * to be made durable stays so; the answers that waited for it are lost.
   */
  tamper(now: Time, why: string): void;
  /** Why the device is mute, by a fault of its own, its memory or a tamper event, if it is. */
  readonly mute: string | undefined;
  /** Where it is its memory: what of it cannot be read. */
  readonly damage: DamagedRecord | undefined;
}

/** A record whose bytes do not decode, or contradict others. */
export interface DamagedRecord {
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
  /** In its owner's memory; absent where records contradict each other. */
  readonly key: string | undefined;
}

/** One record of NVM and whose it is. */
export type DeviceRecord = OwnedRecord;

/** The trace to read; `note` adds what the outside observed of a wire. */
export interface TraceView extends Trace {
  /** Records after `seq`, oldest first, as far as the ring still holds them. */
  since(seq: number): readonly TraceRecord[];
  /** A record in words. */
  describe(record: TraceRecord): string;
}

/** One link and LSI, with the container that it is paired with. */
export interface LinkRow {
  /** Its name in the description. */
  readonly id: string;
  /** The id of the interface that carries it. */
  readonly interface: string;
  /** `T=0`, `SPI`, `SWP type A`, … */
  readonly protocol: string;
  /** `contact`, `contactless`, … */
  readonly mode: string;
  /** The number of the logical secure element; 0 unless paired by it. */
  readonly lsi: number;
  /** The id of the container it is paired with. */
  readonly container: string;
  /** The rule that paired it, as written: `iso7816-3`, `*`, `spi`. */
  readonly by: string;
}

/** What SELECT can reach in a container. */
export interface EntityRow {
  /** Its name in the description, or the one it has by its role. */
  readonly name: string;
  /** In hexadecimal. */
  readonly aid: string;
  /** Whether the common AID means it. */
  readonly root: boolean;
}

/** One container of the device. */
export interface ContainerRow {
  /** Its id in the description. */
  readonly id: string;
  /** `eUICC SGP.22 2.1`, `GlobalPlatform 2.3`. */
  readonly title: string;
  /** `euicc` or `globalplatform`. */
  readonly kind: string;
  /** Security domains and applications that SELECT reaches by name. */
  readonly entities: readonly EntityRow[];
  /** Non-volatile memory that it may use, in bytes. */
  readonly quota: number;
  /** Of that, what is not used, in bytes. */
  readonly free: number;
}

/** A common AID, and the AID that it stands for in one container. */
export interface AliasRow {
  /** The AID that several containers give an object of their own. */
  readonly common: string;
  /** The container's id. */
  readonly container: string;
  /** The AID that the object has in this container. */
  readonly real: string;
  /** Whether the entry stands for one AID held by two containers; such a row cannot be removed. */
  readonly clash: boolean;
}

/** Pairs a link, a protocol, `iso7816-3` or `*` with a container; the more exact rule wins. */
export interface PairingRule {
  /** A link's id, a protocol, `iso7816-3`, or `*` for all. */
  readonly link: string;
  /** One logical secure element of these links; all without it. */
  readonly lsi?: number | undefined;
  /** The id of the container they are paired with. */
  readonly container: string;
}

/** Who may do what concerns more than its own container. */
export interface RulingRow {
  /** What it is about, such as `card-lock`. */
  readonly action: string;
  /** A command's origin: a link, a protocol, `iso7816-3`, `contactless`, `inside`, `*`. */
  readonly by: string;
  /** The container it is about; every one without it. */
  readonly container?: string | undefined;
  /** Whether it may be done. */
  readonly verdict: 'allow' | 'deny';
  /** With an allowed `card-lock`: `device` locks every other container too. */
  readonly scope?: 'container' | 'device' | undefined;
}

/** A container whose lock goes for the whole device, and the rule that says so, in words. */
export interface DeviceLockRow {
  /** The id of the container that locks. */
  readonly container: string;
  /** The rule that extends its lock, as `bifrons ruling list` prints it. */
  readonly rule: string;
}

/** The ruling data as they are now. */
export interface Ruling {
  /** In the order they were set; the most exact one wins, among equals a denial. */
  readonly rules: readonly RulingRow[];
  /** By container id; one not named has `all`. */
  readonly reach: Readonly<Record<string, 'all' | 'own'>>;
}

/** What the manufacturer may do between commands; selections stay until reselect or reset. */
export interface Management {
  /** In wiring order, a row for each LSI. */
  links(): readonly LinkRow[];
  /** In the order of the description. */
  containers(): readonly ContainerRow[];
  /** As they were set. */
  pairingRules(): readonly PairingRule[];
  /** Replaces the rules as a whole. Throws `HostError` PAIRING_*. */
  setPairing(rules: readonly PairingRule[]): void;
  /** Rules, reach of each container, and locks of the whole device. */
  ruling(): Ruling;
  /** Replaces the ruling data as a whole. Throws `HostError` RULING_INVALID. */
  setRuling(ruling: Ruling): void;
  /** Who locks the device now; taking the rule away ends its lock. */
  deviceLocks(): readonly DeviceLockRow[];
  /** As they are stored. */
  aliases(): readonly AliasRow[];
  /** Throws `HostError` ALIAS_INVALID. */
  addAlias(entry: {
    readonly common: string;
    readonly container: string;
    readonly real: string;
  }): void;
  /** Throws `HostError` ALIAS_NEEDED, ALIAS_INVALID. */
  removeAlias(entry: { readonly common: string; readonly container: string }): void;
  /** Of all eUICCs, in the order of the description. */
  profiles(): readonly ManagedProfile[];
  /** The files of one profile, in order. Throws `HostError` INPUT_INVALID. */
  profileFiles(which: ProfileReference): readonly ProfileFileRow[];
  /** Loads a package, whose result is returned, or changes a profile. Throws `HostError`. */
  changeProfile(change: ProfileChange): ProfileLoadResult | undefined;
}

/** A profile, and the container that has it. */
export interface ManagedProfile extends ProfileRow {
  /** The container's id. */
  readonly container: string;
}

/** The only eUICC of a device need not be named. */
export interface ProfileReference {
  /** The id of the eUICC. */
  readonly container?: string | undefined;
  /** ICCID in digits, AID of the ISD-P, or name. */
  readonly profile: string;
}

/** A package to load, or a profile to enable, disable or remove. */
export type ProfileChange =
  | ({ readonly act: 'enable' | 'disable' | 'remove' } & ProfileReference)
  | {
      readonly act: 'load';
      readonly container?: string | undefined;
      /** In hexadecimal. */
      readonly package: string;
    };

export type { ProfileElementStatus, ProfileFileRow, ProfileLoadResult, ProfileRow };
