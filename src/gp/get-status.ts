import { refuse, type Response } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import type { Domain } from './domain.ts';
import type { PlainCommand } from './plain-command.ts';

export function getStatus(_domain: Domain, _command: PlainCommand): Response {
  refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11', 'not yet');
}
