/** The issuer security domain root of the eUICC: where an LPA talks to. [SGP22 §2.4.2] */
import { SW } from '../../wire/index.ts';
import type { Bytes } from '../../base/index.ts';
import type { Entity } from '../../os/abi/index.ts';
import { status } from './answers.ts';
import { selectAnswer } from './fci.ts';
import type { Member } from './member.ts';

export function isdR(entity: Entity, template: Bytes): Member {
  const answer = selectAnswer(entity.aid, template);
  return {
    entity,
    process(command) {
      if (command.selecting !== undefined) return answer(command.selecting, command);
      return status(SW.INS_NOT_SUPPORTED);
    },
    leave() {},
    incoming: () => undefined,
  };
}
