/** Files without a template. [SAIP §8.3.5] */
import type { Fcp, FileManagementStep, GenericFileManagement } from '../../../wire/saip/index.ts';
import { checkContext } from '../control-parameters.ts';
import { badValues } from '../element-problem.ts';
import { type FileDraft } from '../file-draft.ts';
import { type FileTree, fillFile } from './file-tree.ts';
import { FID_MF } from '../../../uicc/index.ts';

/** The DFs that an element created, in order; ADFs among them. */
export function manageFiles(
  { header, fileManagementCMD }: GenericFileManagement,
  tree: FileTree,
): readonly FileDraft[] {
  const manager = new FileManager(tree, header.identification);
  for (const command of fileManagementCMD) for (const step of command) manager.run(step);
  return manager.directories;
}

class FileManager {
  readonly directories: FileDraft[] = [];
  readonly #tree: FileTree;
  readonly #identification: number;
  #directory: FileDraft | undefined;
  #file: FileDraft | undefined;
  #pointer = 0;

  constructor(tree: FileTree, identification: number) {
    this.#tree = tree;
    this.#identification = identification;
    this.#directory = tree.mf;
  }

  run(step: FileManagementStep): void {
    if (step.kind === 'filePath') this.#select(step.value);
    else if (step.kind === 'createFCP') this.#create(step.value);
    else if (step.kind === 'fillFileOffset') this.#pointer += this.#offset(step.value);
    else this.#pointer = fillFile(this.#current(), this.#pointer, step.value);
  }

  #select(path: Uint8Array): void {
    const found = this.#tree.resolve(path);
    if (found === undefined) throw badValues('no file is at a path');
    const isDirectory = found.facts.kind === 'df';
    this.#directory = isDirectory ? found : found.parent;
    this.#use(isDirectory ? undefined : found);
  }

  /** An EF that was created is current, a DF is selected. */
  #create(fcp: Fcp): void {
    const isMf = fcp.fileID?.[0] === FID_MF >> 8 && fcp.fileID[1] === 0;
    const isAdf = fcp.dfName !== undefined;
    const parent = isMf || isAdf ? undefined : (this.#directory ?? this.#tree.root);
    const place = { fcp, template: undefined, instance: 0, parent };
    const file = this.#tree.create({ ...place, identification: this.#identification });
    if (fcp.linkPath === undefined) checkContext(fcp, file.facts.kind, isAdf);
    if (file.facts.kind === 'df') {
      this.directories.push(file);
      this.#directory = file;
    }
    this.#use(file.facts.kind === 'df' ? undefined : file);
  }

  #use(file: FileDraft | undefined): void {
    this.#file = file;
    this.#pointer = 0;
  }

  #current(): FileDraft {
    if (this.#file === undefined) throw badValues('content without a current file');
    return this.#file;
  }

  #offset(value: number): number {
    if (this.#current().facts.kind === 'ber-tlv') throw badValues('an offset in a BER-TLV file');
    return value;
  }
}
