/** What the eUICC's entities have in common when they answer. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { type Command, type HeaderAnswer, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

const INS_SELECT = 0xa4;
const INS_STORE_DATA = 0xe2;
const INS_GET_DATA = 0xca;

export const OK: Response = { data: EMPTY, sw: SW.OK };

/** A command that the entity does not know. */
export function unsupported(command: Command): never {
  if (command.ins === INS_SELECT) {
    return refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.1', 'only a name, P1 04, selects here');
  }
  return refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no such instruction here');
}

/** T=0: STORE DATA brings data whatever comes back, GET DATA fetches them. [ISO7816-3 §10.3.2] */
export function dataDirection(header: Bytes): HeaderAnswer | undefined {
  if (header[1] === INS_STORE_DATA) return 'in';
  if (header[1] === INS_GET_DATA) return 'out';
  return undefined;
}
