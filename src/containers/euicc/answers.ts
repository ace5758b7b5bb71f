/** What the eUICC's entities have in common when they answer. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { parseHead, refuseForeignClass } from '../../gp/index.ts';
import { type Command, refuse, type Response, type Session } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

const INS_SELECT = 0xa4;

export const OK: Response = { data: EMPTY, sw: SW.OK };

/** A command that the entity does not know, by its class or its instruction. */
export function unsupported(command: Pick<Command, 'cla' | 'ins'>): never {
  refuseForeignClass(command.cla);
  if (command.ins === INS_SELECT) {
    return refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.1', 'only a name, P1 04, selects here');
  }
  return refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no such instruction here');
}

/** T=0: GET DATA fetches; what an entity does not know is refused at once. [ISO7816-3 §10.3.2] */
export function headerOf(header: Bytes, session: Session, known: readonly number[]): 'out' {
  const head = parseHead(header, session);
  refuseForeignClass(head.cla);
  return known.includes(head.ins) ? 'out' : unsupported(head);
}
