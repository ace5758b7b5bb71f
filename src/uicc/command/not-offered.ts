/**
 * Commands of secure channels between terminal and UICC, and of capabilities that go with them. The
 * MF's parameters announce neither, so each is refused as unknown. [TS102221 §11.1.20]
 */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { UiccCommand } from './definition.ts';

function notOffered(
  name: string,
  ins: number,
  { clause, classes }: Pick<UiccCommand, 'clause' | 'classes'>,
): UiccCommand {
  const why = `${name} is not announced by the MF`;
  const no = (): never => refuse(SW.INS_NOT_SUPPORTED, clause, why);
  return { name, ins, clause, classes, direction: 'in', check: no, run: no };
}

export const NOT_OFFERED: readonly UiccCommand[] = [
  notOffered('MANAGE SECURE CHANNEL', 0x73, {
    clause: 'TS102221 §11.1.20',
    classes: 'inter-industry',
  }),
  notOffered('TRANSACT DATA', 0x75, { clause: 'TS102221 §11.1.21', classes: 'inter-industry' }),
  notOffered('EXCHANGE CAPABILITIES', 0x7a, {
    clause: 'TS102221 §11.1.24',
    classes: 'proprietary',
  }),
];
