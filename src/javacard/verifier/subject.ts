/** The package that is verified, and what is known of the types in it. */
import type { CapFile } from '../../wire/cap/index.ts';
import type { JavaMethod, LinkedPackage, Method } from '../loader/index.ts';
import type { PackageTypes } from './package-types.ts';
import { packageTypes } from './package-types.ts';
import { isReferenceValue, isSame, REFERENCE, type Value, valueText } from './value.ts';

export class Subject {
  readonly linked: LinkedPackage;
  readonly file: CapFile;
  /** Absent where the load file has no Descriptor component. */
  readonly types: PackageTypes | undefined;
  /** Without types: kinds of the arguments of each method, as far as their use has shown them. */
  readonly #arguments = new Map<Method, (Value | undefined)[]>();
  /** Whether a kind came to light since this was last cleared. */
  isChanged = false;

  constructor(linked: LinkedPackage) {
    this.linked = linked;
    this.file = linked.code!.file;
    this.types = packageTypes(linked);
  }

  get hasInts(): boolean {
    return (this.file.header.flags & INT_FLAG) !== 0;
  }

  argumentsOf(method: JavaMethod): readonly (Value | undefined)[] {
    return this.#cellsOf(method);
  }

  /** Notes the kind of an argument's cell; two kinds for one cell are refused. */
  bind(method: JavaMethod, index: number, value: Value, reject: (why: string) => void): void {
    const cells = this.#cellsOf(method);
    const kind = isReferenceValue(value) ? REFERENCE : value;
    const known = cells[index];
    if (known === undefined) {
      cells[index] = kind;
      this.isChanged = true;
    } else if (!isSame(known, kind))
      reject(`argument ${index} is ${valueText(kind)} here and ${valueText(known)} elsewhere`);
  }

  #cellsOf(method: JavaMethod): (Value | undefined)[] {
    const known = this.#arguments.get(method);
    if (known) return known;
    const made = Array.from<undefined>({ length: method.argumentCells });
    this.#arguments.set(method, made);
    return made;
  }
}

const INT_FLAG = 0x01;
