/**
 * Data objects that a security domain keeps and answers GET DATA with. [GPCS §7.4.1]
 * [GPCS §11.11.2.3]
 */
import { type Bytes, concat, Fault, isWireError } from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, parseTlvs } from '../../wire/index.ts';

/** Tag to value. */
export type DataObjectMap = ReadonlyMap<number, Bytes>;

const codec: Codec<DataObjectMap> = {
  emit: (objects) => concat(...[...objects].map(([tag, value]) => emitTlv(tag, value))),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('stored data objects are damaged');
    return new Map(list.map((one) => [one.tag, one.value]));
  },
};

const NONE: DataObjectMap = new Map();

export class DataObjects {
  readonly #cell: Cell<DataObjectMap>;

  /** The objects in the memory of a security domain. */
  constructor(nvm: Nvm) {
    this.#cell = nvm.cell('objects', codec, NONE);
  }

  get(tag: number): Bytes | undefined {
    return this.#cell.get().get(tag);
  }

  /** Keeps objects, each in the place of the one with its tag. */
  put(objects: DataObjectMap): void {
    this.#cell.set(new Map([...this.#cell.get(), ...objects]));
  }
}

/** One object that a security domain keeps in its memory. */
export function keptObject(nvm: Nvm, tag: number): Bytes | undefined {
  return new DataObjects(nvm).get(tag);
}
