/**
 * What native modules have in common: commands from a table, the answer to SELECT, state that lasts
 * as long as the selection, and personalization by data groupings.
 */
import { type Bytes, EMPTY } from '../base/index.ts';
import {
  type ApplicationCode,
  emitFileControlInformation,
  parseHead,
  returnsNothing,
} from '../gp/index.ts';
import type { HeaderAnswer, RamSlot, Session } from '../os/abi/index.ts';
import { answer, headerAnswer, type ModuleCommand, runCommand } from './command-table.ts';
import type { ModuleContext } from './module.ts';
import { parsePersonalization, type PersonalizationCommand } from './personalization.ts';

/** P1 of SELECT by name; the kernel takes such a command, others reach the application. */
const INS_SELECT = 0xa4;
const SELECT_BY_NAME = 0x04;

export interface ModuleParts {
  readonly commands: readonly ModuleCommand[];
  /** The answer to SELECT by name under the name that the caller used. */
  controlInformation?(name: Bytes): Bytes;
  /** What a session keeps while the application is selected in it. */
  readonly state?: Pick<RamSlot<Session, unknown>, 'forget'>;
  /** STORE DATA through the security domain; left out by what is not personalized by groupings. */
  personalize?(command: PersonalizationCommand, session: Session | 'inside'): void;
}

/** The code of a module that has these commands and no others. */
export function applicationOf(parts: ModuleParts): ApplicationCode {
  const { commands, controlInformation = emitFileControlInformation, personalize } = parts;
  const code: ApplicationCode = {
    select: () => true,
    deselect: (session) => parts.state?.forget(session),
    process(command) {
      const { selecting, p2 } = command;
      if (selecting === undefined) return runCommand(commands, command);
      return answer(returnsNothing(p2) ? EMPTY : controlInformation(selecting));
    },
    header(header, session): HeaderAnswer | undefined {
      const head = parseHead(header, session);
      if (head.ins === INS_SELECT && head.p1 === SELECT_BY_NAME) return undefined;
      return headerAnswer(commands, { ...head, session, length: header[4] ?? 0 });
    },
  };
  if (personalize === undefined) return code;
  return {
    ...code,
    processData(store, channel) {
      personalize(parsePersonalization(store, channel), channel.session);
      return EMPTY;
    },
  };
}

/** A module whose commands share a context. */
export abstract class ModuleApplication {
  readonly context: ModuleContext;

  constructor(context: ModuleContext) {
    this.context = context;
  }

  protected abstract get parts(): ModuleParts;

  get code(): ApplicationCode {
    return applicationOf(this.parts);
  }
}
