/** The files of a package under construction: the MF, the ADFs, and where the next file goes. */
import { type Bytes, equal, hexNumber } from '../../../base/index.ts';
import { DATA_CODING, emitFileDescriptor, FID_MF } from '../../../uicc/index.ts';
import type { Fcp } from '../../../wire/saip/index.ts';
import { type ControlParameters, controlParameters } from '../control-parameters.ts';
import { badValues, ElementProblem } from '../element-problem.ts';
import { areObjects, FileDraft, fidsOf } from '../file-draft.ts';
import type { TemplateFile } from '../templates/index.ts';

/** One file to create. */
export interface NewFile {
  readonly fcp: Fcp;
  readonly template: TemplateFile | undefined;
  readonly instance: number;
  /** The DF it stands in; nothing for the MF and for an ADF. */
  readonly parent: FileDraft | undefined;
  readonly identification: number;
}

/** Files of one profile; a UICC's table of files has as many numbers. */
const FILES_MAX = 1_000;

export class FileTree {
  mf: FileDraft | undefined;
  readonly applications: FileDraft[] = [];
  #count = 0;

  /** The MF, which other elements need. */
  get root(): FileDraft {
    if (this.mf === undefined)
      throw new ElementProblem('invalid-request-format', { why: 'no MF was created yet' });
    return this.mf;
  }

  /** The ADF with this temporary identifier, or DF name. */
  application(by: { readonly fid: number } | { readonly name: Bytes }): FileDraft | undefined {
    return this.applications.find(({ facts }) =>
      'fid' in by ? facts.fid === by.fid : equal(facts.dfName, by.name),
    );
  }

  /** From the MF, or from an ADF by its temporary identifier. [SAIP §8.3.5] */
  resolve(path: Bytes): FileDraft | undefined {
    if (path.length % 2 !== 0) throw badValues('a path has whole file identifiers');
    const [first, ...rest] = fidsOf(path);
    if (first === undefined) return this.root;
    if (first === FID_MF) return descend(this.root, rest);
    const adf = this.application({ fid: first });
    return adf === undefined ? descend(this.root, [first, ...rest]) : descend(adf, rest);
  }

  create({ fcp, template, instance, parent, identification }: NewFile): FileDraft {
    const link = this.#link(fcp);
    const parameters = controlParameters(sourceParameters(fcp, link), template, instance);
    this.#admit(parameters, parent);
    const { initial, rule, fid } = parameters;
    const facts = {
      name: template?.name,
      identification,
      fid,
      kind: parameters.kind,
      shareable: parameters.shareable,
      sfi: parameters.sfi,
      lifeCycle: parameters.lifeCycle,
      dfName: parameters.dfName,
      special: parameters.special,
      pattern: parameters.pattern,
      keys: parameters.keys,
      recordLength: parameters.recordLength,
      length: link === undefined ? parameters.length : 0,
      sizeMax: parameters.sizeMax,
      link,
    };
    const file = new FileDraft(facts, { parent, rule, content: initial });
    if (parent !== undefined) parent.files.push(file);
    else if (fid === FID_MF) this.mf = file;
    else this.applications.push(file);
    return file;
  }

  /** An empty path makes a file of its own. [SAIP §8.3.2] */
  #link({ linkPath }: Fcp): FileDraft | undefined {
    if (linkPath === undefined || linkPath.length === 0) return undefined;
    const source = this.resolve(linkPath);
    if (source === undefined) throw badValues('no file is at the path of a link');
    if (source.facts.kind === 'df')
      throw new ElementProblem('feature-not-supported', { why: 'links to DFs are not supported' });
    return source.facts.link ?? source;
  }

  #admit({ fid, kind, dfName }: ControlParameters, parent: FileDraft | undefined): void {
    if (++this.#count > FILES_MAX)
      throw new ElementProblem('not-enough-memory', { why: `more than ${FILES_MAX} files` });
    const is = hexNumber(fid, 2);
    if (parent !== undefined) {
      if (parent.child(fid) !== undefined) throw badValues(`the DF has a file ${is} already`);
      if (fid === FID_MF) throw badValues('an MF below a DF');
      return;
    }
    if (kind !== 'df') throw badValues(`${is} is no DF`);
    if (fid === FID_MF) {
      if (this.mf !== undefined) throw badValues('the MF is created twice');
      return;
    }
    if (this.root.child(fid) ?? this.application({ fid }))
      throw badValues(`${is} is the identifier of another DF`);
    if (this.application({ name: dfName })) throw badValues('two ADFs have one name');
  }
}

function descend(from: FileDraft, fids: readonly number[]): FileDraft | undefined {
  let at: FileDraft | undefined = from;
  for (const fid of fids) at = at?.child(fid);
  return at;
}

/** A link has the descriptor, size and proprietary information of its source. [SAIP §8.3.3] */
function sourceParameters(fcp: Fcp, source: FileDraft | undefined): Fcp {
  if (source === undefined) return fcp;
  const { kind, recordLength, length, shareable, special, sizeMax } = source.facts;
  const code = emitFileDescriptor({ kind, shareable, internal: false });
  const record = recordLength === 0 ? [] : [0x00, recordLength];
  return {
    ...fcp,
    fileDescriptor: Uint8Array.of(code, DATA_CODING, ...record),
    efFileSize: Uint8Array.of(length >> 8, length & 0xff),
    proprietaryEFInfo: {
      specialFileInformation: Uint8Array.of(special),
      ...(sizeMax > 0 ? { maximumFileSize: Uint8Array.of(sizeMax >> 8, sizeMax & 0xff) } : {}),
    },
  };
}

/** Writes content where the pointer stands; where the pointer stands then. */
export function fillFile(file: FileDraft, pointer: number, content: Bytes): number {
  if (file.facts.kind === 'ber-tlv' && !areObjects(content))
    throw badValues('the content of a BER-TLV file is no list of objects');
  if (!file.fill(pointer, content)) throw badValues('the content is longer than its file');
  return pointer + content.length;
}
