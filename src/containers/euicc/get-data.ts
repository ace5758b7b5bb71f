/** GET DATA of the eUICC's security domains: whole objects by their tags in P1 P2. [GPCS §11.3] */
import type { Bytes } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

export const INS_GET_DATA = 0xca;

const CLAUSE = 'GPCS §11.3';

export function getData(command: Command, objects: ReadonlyMap<number, Bytes>): Response {
  if ((command.cla & 0x7f) !== 0) {
    refuse(SW.NO_SECURE_MESSAGING, CLAUSE, 'there is no secure channel here');
  }
  if (command.data.length > 0) refuse(SW.WRONG_LENGTH, CLAUSE, 'GET DATA has no data here');
  const data = objects.get(command.p1 * 256 + command.p2);
  if (data === undefined)
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no object has that tag');
  return { data, sw: SW.OK };
}
