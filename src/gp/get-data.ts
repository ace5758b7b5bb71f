/** GET DATA. [GPCS §11.3] */
import { refuse, type Response } from '../os/abi/index.ts';
import { emitTlv, SW } from '../wire/index.ts';
import { CLASS_PROPRIETARY } from './command-table.ts';
import type { Domain } from './domain.ts';
import type { PlainCommand } from './plain-command.ts';

export function getData(domain: Domain, command: PlainCommand): Response {
  const tag = (command.p1 << 8) | command.p2;
  const value = domain.objects.get(tag);
  if (value === undefined) refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.3.3.2', 'no such data object');
  const whole = (command.cla & CLASS_PROPRIETARY) !== 0;
  return { data: whole ? emitTlv(tag, value) : value, sw: SW.OK };
}
