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

export class DataObjects {
  readonly #cell: Cell<DataObjectMap>;

  constructor(nvm: Nvm, key: string, initial: DataObjectMap) {
    this.#cell = nvm.cell(`${key}/objects`, codec, initial);
  }

  get(tag: number): Bytes | undefined {
    return this.#cell.get().get(tag);
  }
}
