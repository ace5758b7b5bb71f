/**
 * A package, element by element, becomes a plan of what is created. Pure: it changes nothing but
 * itself, so an installation that is given up leaves nothing behind. [SAIP §8.1.3] [SAIP §8.10]
 */
import { assert, describeWireError, equal, type WireError } from '../../base/index.ts';
import {
  type CdmaParameter,
  type EuiccResponse,
  isFileElementKind,
  type KnownElement,
  PE_STATUS_CODE,
  type PeStatus,
  peHeaderOf,
  type PinCodes,
  type ProfileElement,
  type ProfileHeader,
  type TemplateElement,
  type Rfm,
} from '../../wire/saip/index.ts';
import { badValues, ElementProblem, elementResult, type ElementResult } from './element-problem.ts';
import { plannedAka } from './elements/aka-parameter.ts';
import { ApplicationList, checkRfm, DomainList } from './elements/application.ts';
import { FileTree } from './elements/file-tree.ts';
import { manageFiles } from './elements/generic-file-management.ts';
import {
  isLocalReference,
  plannedPins,
  unblockCodes,
  type UnblockCode,
} from './elements/pin-codes.ts';
import { checkHeader, type ProfileSupport } from './elements/profile-header.ts';
import { createByTemplate } from './elements/template-element.ts';
import type { FileDraft } from './file-draft.ts';
import type { NonStandard, Plan, PlannedAka, PlannedFile, PlannedPin } from './plan.ts';
import type { Naa } from './templates/index.ts';

/** What is known of an NAA besides its files. */
interface NaaDraft {
  readonly adf: FileDraft;
  readonly naa: Naa | undefined;
  aka: PlannedAka | undefined;
  cdma: CdmaParameter | undefined;
}

export class Expansion {
  readonly #support: ProfileSupport;
  readonly #tree = new FileTree();
  readonly #domains = new DomainList();
  readonly #naas: NaaDraft[] = [];
  readonly #pins = new Map<FileDraft, PlannedPin[]>();
  readonly #pinContexts = new Set<FileDraft>();
  readonly #rfms: Rfm[] = [];
  readonly #applications: ApplicationList;
  readonly #nonStandard: NonStandard[] = [];
  readonly #identifications = new Set<number>();
  readonly #warnings: ElementResult[] = [];
  #header: ProfileHeader | undefined;
  #codes: ReadonlyMap<number, UnblockCode> | undefined;
  /** The DF that the next PINs belong to. [SAIP §8.5.1] */
  #context: FileDraft | undefined;
  #failure: ElementResult | undefined;
  #ended = false;

  constructor(support: ProfileSupport) {
    this.#support = support;
    this.#applications = new ApplicationList(support, this.#domains);
  }

  /** Whether the end came, or nothing more is taken. */
  get done(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  get failure(): ElementResult | undefined {
    return this.#failure;
  }

  get warnings(): readonly ElementResult[] {
    return this.#warnings;
  }

  /** Takes the next element. What is wrong with it is kept: see `failure` and `warnings`. */
  add(element: ProfileElement): void {
    if (this.#failure !== undefined) return;
    const header = peHeaderOf(element);
    try {
      this.#admit(element, header?.identification);
      this.#expand(element);
      this.#noteUnknown(element);
    } catch (problem) {
      if (!(problem instanceof ElementProblem)) throw problem;
      this.#record(problem, header, element.kind === 'header');
    }
  }

  /** Bytes that are no element. */
  reject(error: WireError): void {
    const why = describeWireError(error);
    this.#failure ??= {
      status: PE_STATUS_CODE['invalid-request-format'],
      offset: error.offset,
      why,
    };
  }

  /** Another reason to give up, found outside. */
  fail(problem: ElementProblem): void {
    this.#failure ??= elementResult(problem, problem.identification);
  }

  /** What the eUICC answers; `ok` comes last and alone without an element's number. */
  response(): EuiccResponse {
    const statuses: PeStatus[] = this.#warnings.map(withoutWords);
    if (this.#failure !== undefined) {
      const peStatus = [...statuses, withoutWords(this.#failure)];
      return { peStatus, profileInstallationAborted: null };
    }
    return { peStatus: [...statuses, { status: PE_STATUS_CODE.ok }] };
  }

  /** The plan of a package that was read to its end without a failure. */
  plan(): Plan | undefined {
    const { mf } = this.#tree;
    const header = this.#header;
    if (!this.#ended || this.#failure !== undefined || !mf || !header) return undefined;
    const known = new Map<FileDraft, PlannedFile>();
    const volume = (root: FileDraft) => ({
      root: root.plan(known),
      pins: this.#pins.get(root) ?? [],
    });
    const applications = this.#tree.applications.map((adf) => {
      const naa = this.#naas.find((one) => one.adf === adf);
      return { ...volume(adf), naa: naa?.naa, aka: naa?.aka, cdma: naa?.cdma };
    });
    return {
      header,
      mf: volume(mf),
      applications,
      domains: this.#domains.list,
      remoteFileManagement: this.#rfms,
      loads: this.#applications.list,
      nonStandard: this.#nonStandard,
      warnings: this.#warnings,
    };
  }

  #record(
    problem: ElementProblem,
    header: { readonly mandated?: null | undefined; readonly identification: number } | undefined,
    isHeader: boolean,
  ): void {
    const result = elementResult(problem, header?.identification);
    const ends = problem.aborts || isHeader || header?.mandated !== undefined;
    if (ends) this.#failure = result;
    else this.#warnings.push(result);
  }

  /** The header is the first, and the end the last; a number stands for one element. */
  #admit({ kind }: ProfileElement, identification: number | undefined): void {
    const wrong = this.#ended
      ? 'an element after the end'
      : (this.#header === undefined) !== (kind === 'header')
        ? 'the header is the first element, and comes once'
        : undefined;
    if (wrong !== undefined) throw new ElementProblem('invalid-request-format', { why: wrong });
    if (identification === undefined) return;
    if (this.#identifications.has(identification))
      throw badValues(`two elements have the number ${identification}`);
    this.#identifications.add(identification);
  }

  /** Components of a later edition are not taken. [SAIP §7.3] */
  #noteUnknown({ value }: ProfileElement): void {
    if (!('unknown' in value) || value.unknown === undefined) return;
    const why = 'components of a later edition';
    throw new ElementProblem('invalid-parameter', { why, aborts: false });
  }

  #expand(element: ProfileElement): void {
    if (element.kind === 'unknown' || element.kind.startsWith('rfu')) {
      const why = 'an element of a later edition';
      throw new ElementProblem('pe-not-supported', { why, aborts: false });
    }
    if (isFileElementKind(element.kind)) this.#files(element as TemplateElement);
    else this.#other(element as KnownElement);
  }

  #other(element: KnownElement): void {
    const { kind, value } = element;
    if (kind === 'header') {
      checkHeader(value, this.#support);
      this.#header = value;
    } else if (kind === 'genericFileManagement') this.#directories(manageFiles(value, this.#tree));
    else if (kind === 'pukCodes') {
      if (this.#codes !== undefined) throw badValues('PUK codes come twice');
      this.#codes = unblockCodes(value);
    } else if (kind === 'pinCodes') this.#pinCodes(value);
    else if (kind === 'akaParameter') this.#aka(value);
    else if (kind === 'cdmaParameter') this.#naa('CDMA parameters', 'csim').cdma = value;
    else if (kind === 'securityDomain') this.#domains.add(value);
    else if (kind === 'rfm') {
      checkRfm(value, this.#domains, (name) => this.#tree.application({ name }) !== undefined);
      this.#rfms.push(value);
    } else if (kind === 'application') {
      this.#applications.add(value, (aid) => this.#isTaken(aid));
    } else if (kind === 'nonStandard') this.#nonStandard.push(value);
    else if (kind === 'end') this.#end();
  }

  /** Whether an ADF, a security domain or an RFM application has the name. */
  #isTaken(aid: Uint8Array): boolean {
    const isRemote = this.#rfms.some(({ instanceAID }) => equal(instanceAID, aid));
    return (
      isRemote || this.#domains.has(aid) || this.#tree.application({ name: aid }) !== undefined
    );
  }

  #files(element: TemplateElement): void {
    const { iotOptions, iccid } = this.#header!;
    const created = createByTemplate(element, {
      tree: this.#tree,
      adf: this.#adfFor(element.kind),
      iot: iotOptions && { iccid, pix: iotOptions.pix },
      supports: (service) => this.#support.services.has(service),
    });
    const { template, directories, adf, skipped } = created;
    if (adf !== undefined && !this.#naas.some((one) => one.adf === adf)) {
      this.#naas.push({ adf, naa: template.naa, aka: undefined, cdma: undefined });
    }
    // After PE-IoT, PINs belong to the USIM. [SAIP §8.5.1]
    const context = element.kind === 'iot' ? adf : directories[0];
    if (context !== undefined) this.#context = context;
    if (skipped !== undefined) throw skipped;
  }

  /** The ADF of the last NAA of the kind that a template extends; DF.EAP goes into any. */
  #adfFor(kind: TemplateElement['kind']): FileDraft | undefined {
    const naa = kind === 'opt-isim' ? 'isim' : kind === 'opt-csim' ? 'csim' : 'usim';
    const last = this.#naas.findLast((one) => kind === 'eap' || one.naa === naa);
    return last?.adf;
  }

  #directories(directories: readonly FileDraft[]): void {
    for (const one of directories) {
      if (one.isAdf) this.#naas.push({ adf: one, naa: undefined, aka: undefined, cdma: undefined });
    }
    this.#context = directories[0] ?? this.#context;
  }

  #pinCodes({ pinCodes }: PinCodes): void {
    const context = this.#context;
    if (context === undefined)
      throw new ElementProblem('invalid-request-format', { why: 'PINs before the MF' });
    if (this.#pinContexts.has(context)) throw badValues('PINs of one directory come twice');
    this.#pinContexts.add(context);
    const volume = volumeOf(context);
    if (pinCodes.kind === 'filePath') {
      const source = this.#tree.resolve(pinCodes.value);
      if (source === undefined) throw badValues('no directory is at the path of PINs');
      const shared = volumeOf(source) === volume ? [] : (this.#pins.get(volumeOf(source)) ?? []);
      this.#addPins(
        volume,
        shared.filter(({ reference }) => isLocalReference(reference)),
      );
      return;
    }
    const allowed = this.#isIot ? 'both' : context.isMf ? 'global' : 'local';
    const pins = plannedPins(pinCodes.value, { allowed, codes: this.#codes ?? new Map() });
    this.#addPins(
      volume,
      pins.filter(({ reference }) => isLocalReference(reference)),
    );
    this.#addPins(
      this.#tree.root,
      pins.filter(({ reference }) => !isLocalReference(reference)),
    );
  }

  get #isIot(): boolean {
    return this.#header?.iotOptions !== undefined;
  }

  /** PINs of DFs in one volume are one: the first that comes stays. */
  #addPins(volume: FileDraft, pins: readonly PlannedPin[]): void {
    const list = this.#pins.get(volume) ?? [];
    this.#pins.set(volume, list);
    for (const pin of pins) {
      if (!list.some(({ reference }) => reference === pin.reference)) list.push(pin);
    }
  }

  #naa(what: string, naa?: Naa): NaaDraft {
    const last = this.#naas.at(-1);
    if (last === undefined || (naa !== undefined && last.naa !== naa))
      throw new ElementProblem('invalid-request-format', { why: `${what} without an application` });
    return last;
  }

  #aka(value: Extract<KnownElement, { kind: 'akaParameter' }>['value']): void {
    const naa = this.#naa('AKA parameters');
    if (naa.aka !== undefined) throw badValues('AKA parameters of one application come twice');
    const hasOwn = (name: Uint8Array): boolean =>
      this.#naas.some((one) => equal(one.adf.facts.dfName, name) && one.aka?.mapping === false);
    naa.aka = plannedAka(value, this.#support, hasOwn);
  }

  #end(): void {
    const { mf } = this.#tree;
    if (mf === undefined)
      throw new ElementProblem('invalid-request-format', { why: 'the package has no MF' });
    for (const volume of [mf, ...this.#tree.applications]) this.#checkPinStatus(volume, volume);
    this.#ended = true;
  }

  /** Each PIN that a DF shows is there. [SAIP §8.1.3] */
  #checkPinStatus(directory: FileDraft, volume: FileDraft): void {
    const { keys, identification } = directory.facts;
    const here = [...(this.#pins.get(volume) ?? []), ...(this.#pins.get(this.#tree.root) ?? [])];
    for (const reference of keys) {
      if (here.some((pin) => pin.reference === reference)) continue;
      const why = `element ${identification} shows PIN ${reference}, which is not defined`;
      throw new ElementProblem('pin-code-missing', { why });
    }
    for (const one of directory.files)
      if (one.facts.kind === 'df') this.#checkPinStatus(one, volume);
  }
}

/** The MF or the ADF that a file stands in. */
function volumeOf(file: FileDraft): FileDraft {
  let at = file;
  while (at.parent !== undefined) at = at.parent;
  return at;
}

function withoutWords(result: ElementResult): PeStatus {
  const { why, ...status } = result;
  assert(why !== '', 'a result has words');
  return status;
}
