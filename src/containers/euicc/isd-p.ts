/**
 * The security domain that holds a profile. So far it can be selected and says who it is; nothing
 * of the profile's content is there yet. [SGP22 §2.4.5] [M-28] [M-29]
 */
import type { Entity } from '../../os/abi/index.ts';
import { headerOf, unsupported } from './answers.ts';
import { selectAnswer } from './fci.ts';
import type { Member } from './member.ts';

export function isdP(entity: Entity): Member {
  const answer = selectAnswer(entity.aid);
  return {
    entity,
    process(command) {
      if (command.selecting === undefined) return unsupported(command);
      return answer(command.selecting, command);
    },
    leave() {},
    header: (header, session) => headerOf(header, session, []),
  };
}
