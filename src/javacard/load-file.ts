/** Load files as the machine gets them. [JCVM §6] */
import { type Bytes, isWireError } from '../base/index.ts';
import { refuse } from '../os/abi/index.ts';
import { type CapFile, parseCapFile } from '../wire/cap/index.ts';
import { SW } from '../wire/index.ts';

/** The components of a load file; a `Refusal` says where they are none. */
export function parseLoadFile(block: Bytes): CapFile {
  const file = parseCapFile(block);
  if (!isWireError(file)) return file;
  const { codec, expected, got, offset } = file;
  return refuse(
    SW.WRONG_DATA,
    'JCVM §6',
    `${codec}, byte ${offset}: expected ${expected}, got ${got}`,
  );
}
