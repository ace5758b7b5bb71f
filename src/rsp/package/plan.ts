/** What a package creates: files, PINs, applications and their parameters, before anything is. */
import type { Bytes, Secret } from '../../base/index.ts';
import type { FileKind } from '../../uicc/index.ts';
import type {
  AkaParameter,
  Application,
  CdmaParameter,
  KnownElement,
  ProfileHeader,
  Rfm,
  SecurityDomain,
} from '../../wire/saip/index.ts';
import type { ElementResult } from './element-problem.ts';
import type { Naa } from './templates/index.ts';

/** A reference to an access rule: a record of an EF.ARR. [TS102221 §9.2.7] */
export interface RuleReference {
  readonly fid: number;
  readonly record: number;
}

export interface PlannedFile {
  /** Its name in the template, for people; of files without a template, nothing. */
  readonly name: string | undefined;
  /** The number of its element. */
  readonly identification: number | undefined;
  readonly fid: number;
  readonly kind: FileKind;
  readonly shareable: boolean;
  /** 0 for none. */
  readonly sfi: number;
  readonly lifeCycle: number;
  /** Of an ADF, or of a DF that has a name. */
  readonly dfName: Bytes;
  readonly rule: RuleReference;
  /** Special file information. [TS102222 §6.3.2.2.2] */
  readonly special: number;
  /** The object C1 or C2 that fills the file, or nothing. */
  readonly pattern: Bytes;
  /** Of a DF: the PINs and keys that its PIN status shows. */
  readonly keys: Bytes;
  readonly recordLength: number;
  readonly length: number;
  /** Of a BER-TLV file: most bytes of its objects; 0 for no limit. */
  readonly sizeMax: number;
  /** The file whose content it shows. */
  readonly link: PlannedFile | undefined;
  /** The whole content; of a BER-TLV file, its objects. */
  readonly content: Bytes;
  /** Of a DF. */
  readonly files: readonly PlannedFile[];
}

export interface PlannedPin {
  readonly reference: number;
  readonly value: Secret;
  readonly enabled: boolean;
  readonly canBeChanged: boolean;
  readonly canBeDisabled: boolean;
  readonly attemptsMax: number;
  readonly attemptsLeft: number;
  readonly unblock:
    | {
        readonly value: Secret;
        readonly attemptsMax: number;
        readonly attemptsLeft: number;
      }
    | undefined;
}

/** The MF or an ADF, with the PINs of its scope. */
export interface PlannedVolume {
  readonly root: PlannedFile;
  readonly pins: readonly PlannedPin[];
}

export interface PlannedApplication extends PlannedVolume {
  /** By the template that created it. */
  readonly naa: Naa | undefined;
  readonly aka: PlannedAka | undefined;
  readonly cdma: CdmaParameter | undefined;
}

/** Parameters of authentication: its own, or those of another application. */
export type PlannedAka =
  | { readonly mapping: false; readonly parameter: AkaParameter }
  | { readonly mapping: true; readonly source: Bytes; readonly options: number };

export type NonStandard = Extract<KnownElement, { kind: 'nonStandard' }>['value'];

/** A package as far as it was read; complete when the end came. */
export interface Plan {
  readonly header: ProfileHeader;
  readonly mf: PlannedVolume;
  readonly applications: readonly PlannedApplication[];
  readonly domains: readonly SecurityDomain[];
  readonly remoteFileManagement: readonly Rfm[];
  readonly loads: readonly Application[];
  readonly nonStandard: readonly NonStandard[];
  readonly warnings: readonly ElementResult[];
}
