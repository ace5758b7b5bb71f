/** The elements that create files by a template. [SAIP §8.3.3] [SAIP §8.3.4] */
import { type Bytes, concat, unhex } from '../../../base/index.ts';
import { swapDigits } from '../../../wire/index.ts';
import {
  ACCESS_RULES,
  directoryEntry,
  emitAccessRules,
  type Fcp,
  type FilePart,
  type ProfileFile,
  type TemplateElement,
} from '../../../wire/saip/index.ts';
import { checkContext } from '../control-parameters.ts';
import { badValues, ElementProblem, notSupported } from '../element-problem.ts';
import type { FileDraft } from '../file-draft.ts';

import { type Template, type TemplateFile, templateOf } from '../templates/index.ts';
import { type FileTree, fillFile } from './file-tree.ts';

export interface TemplatePlace {
  readonly tree: FileTree;
  /** The ADF that the last NAA of a kind has. */
  readonly adf: FileDraft | undefined;
  /** Of an IoT minimal profile: its ICCID and the PIX of its USIM. */
  readonly iot: { readonly iccid: Bytes; readonly pix: Bytes } | undefined;
  /** Services of the UICC that decide whether files are created. */
  readonly supports: (service: 'gba-usim' | 'gba-isim' | 'mbms') => boolean;
}

/** What an element made. */
export interface CreatedFiles {
  readonly template: Template;
  /** Its DFs, in order. */
  readonly directories: readonly FileDraft[];
  readonly adf: FileDraft | undefined;
  /** A file that was left out because its service is not supported. */
  readonly skipped: ElementProblem | undefined;
}

/** Files that need a service of the eUICC, and its number in a warning. [SAIP §8.10] */
const FILES_OF_SERVICES: Readonly<Record<string, readonly ['gba-usim' | 'mbms', number]>> = {
  'ef-gbabp': ['gba-usim', 1],
  'ef-gbanl': ['gba-usim', 1],
  'ef-nafkca': ['gba-usim', 1],
  'ef-msk': ['mbms', 2],
  'ef-muk': ['mbms', 2],
};

export function createByTemplate(
  { kind, value }: TemplateElement,
  place: TemplatePlace,
): CreatedFiles {
  const template = templateOf(value.templateID);
  if (template === undefined)
    throw new ElementProblem('template-not-supported', {
      why: `template ${value.templateID}`,
      aborts: false,
    });
  if (template.kind !== kind)
    throw badValues(`template ${value.templateID} is one of ${template.kind}`);
  const maker = new TemplateFiles(template, place, value.header.identification);
  const sent = new Map(value.files.map(({ name, file }) => [name, file]));
  for (const row of template.files) {
    const file = sent.get(row.name);
    if (file !== undefined) maker.create(row, file);
    else if (template.createdByDefault && row.count === 1) maker.create(row, []);
  }
  return maker.result();
}

class TemplateFiles {
  readonly #template: Template;
  readonly #place: TemplatePlace;
  readonly #identification: number;
  /** DFs of the template by their names. */
  readonly #directories = new Map<string, FileDraft>();
  #adf: FileDraft | undefined;
  #skipped: ElementProblem | undefined;

  constructor(template: Template, place: TemplatePlace, identification: number) {
    this.#template = template;
    this.#place = place;
    this.#identification = identification;
    this.#adf = template.place === 'in-adf' ? place.adf : undefined;
    if (template.place === 'in-adf' && this.#adf === undefined) {
      const why = `no ADF was created before an element of ${template.kind}`;
      throw new ElementProblem('invalid-request-format', { why });
    }
  }

  result(): CreatedFiles {
    return {
      template: this.#template,
      directories: [...this.#directories.values()],
      adf: this.#adf,
      skipped: this.#skipped,
    };
  }

  /** None, one or several files. [SAIP §8.3.2] */
  create(row: TemplateFile, parts: ProfileFile): void {
    const isOfMf = this.#template.kind === 'mf';
    if (!isOfMf && parts.some((part) => part.kind === 'doNotCreate')) return;
    const service = this.#template.kind.includes('opt-') ? FILES_OF_SERVICES[row.name] : undefined;
    if (service !== undefined && !this.#isSupported(service[0])) {
      this.#skipped ??= notSupported(`${row.name} needs ${service[0]}`, service[1]);
      return;
    }
    for (const [at, { fcp, contents }] of instancesOf(parts).entries()) {
      const file = this.#createOne(row, { ...this.#defaults(row), ...fcp }, at);
      this.#fill(file, contents, this.#defaultContent(row));
    }
  }

  #isSupported(service: 'gba-usim' | 'mbms'): boolean {
    const isIsim = this.#template.naa === 'isim' && service === 'gba-usim';
    return this.#place.supports(isIsim ? 'gba-isim' : service);
  }

  #createOne(row: TemplateFile, fcp: Fcp, instance: number): FileDraft {
    const isAdf = row.name.startsWith('adf-');
    const file = this.#place.tree.create({
      fcp,
      template: row,
      instance,
      parent: isAdf || row.name === 'mf' ? undefined : this.#parent(row),
      identification: this.#identification,
    });
    if (fcp.linkPath === undefined) checkContext(fcp, file.facts.kind, isAdf);
    if (file.facts.kind === 'df') this.#directories.set(row.name, file);
    if (isAdf) this.#adf = file;
    return file;
  }

  #parent({ name, directory }: TemplateFile): FileDraft {
    if (directory !== undefined) {
      const parent = this.#directories.get(directory);
      if (parent === undefined) throw badValues(`${name} without its ${directory}`);
      return parent;
    }
    const { place } = this.#template;
    if (this.#adf !== undefined) return this.#adf;
    const root = this.#directories.get(this.#template.files[0]!.name);
    return place === 'below-mf' && root !== undefined ? root : this.#place.tree.root;
  }

  #fill(file: FileDraft, contents: readonly FilePart[], initial: Bytes | undefined): void {
    if (initial !== undefined) file.fill(0, initial);
    let pointer = 0;
    for (const part of contents) {
      if (part.kind === 'fillFileOffset') {
        if (file.facts.kind === 'ber-tlv') throw badValues('an offset in a BER-TLV file');
        pointer += part.value;
      } else if (part.kind === 'fillFileContent') {
        pointer = fillFile(file, pointer, part.value);
      }
    }
  }

  /** What an IoT minimal profile leaves to the eUICC. [SAIP §9.10.1] */
  #defaults({ name }: TemplateFile): Fcp {
    const { iot } = this.#place;
    if (this.#template.kind !== 'iot' || iot === undefined) return {};
    const pinStatusTemplateDO = IOT_PIN_STATUS;
    if (name === 'mf') return { pinStatusTemplateDO };
    if (name === 'adf-usim') {
      const dfName = usimName(iot.pix);
      return { dfName, fileID: IOT_TEMPORARY_FID, pinStatusTemplateDO };
    }
    if (name === 'ef-dir') return recordParameters(directoryEntry(usimName(iot.pix)).length, 1);
    if (name === 'ef-arr' || name === 'ef-arr-usim') {
      return recordParameters(accessRuleLength(), ACCESS_RULES.length);
    }
    return {};
  }

  #defaultContent({ name }: TemplateFile): Bytes | undefined {
    const { iot } = this.#place;
    if (this.#template.kind !== 'iot' || iot === undefined) return undefined;
    if (name === 'ef-iccid') return swapDigits(iot.iccid);
    if (name === 'ef-dir') return directoryEntry(usimName(iot.pix));
    if (name === 'ef-arr' || name === 'ef-arr-usim') return emitAccessRules(accessRuleLength());
    return undefined;
  }
}

interface Instance {
  readonly fcp: Fcp;
  readonly contents: readonly FilePart[];
}

/** Each list of parameters begins another file; content before the first is the default's. */
function instancesOf(parts: ProfileFile): readonly Instance[] {
  const instances: { fcp: Fcp; contents: FilePart[] }[] = [];
  for (const part of parts) {
    if (part.kind === 'doNotCreate') continue;
    if (part.kind === 'fileDescriptor') instances.push({ fcp: part.value, contents: [] });
    else if (instances.length === 0) instances.push({ fcp: {}, contents: [part] });
    else instances.at(-1)!.contents.push(part);
  }
  return instances.length === 0 ? [{ fcp: {}, contents: [] }] : instances;
}

const IOT_TEMPORARY_FID = unhex('7FD0');
/** PIN 1 and ADM 1. */
const IOT_PIN_STATUS = unhex('010A');
const RID_3GPP = unhex('A000000087');

function usimName(pix: Bytes): Bytes {
  return concat(RID_3GPP, pix);
}

function accessRuleLength(): number {
  return Math.max(...ACCESS_RULES.map((rule) => rule.length));
}

function recordParameters(length: number, records: number): Fcp {
  const size = length * records;
  return {
    fileDescriptor: Uint8Array.of(0x42, 0x21, 0x00, length),
    efFileSize: Uint8Array.of(size >> 8, size & 0xff),
  };
}
