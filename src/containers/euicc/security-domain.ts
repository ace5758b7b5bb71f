/**
 * ISD-P and MNO-SD: so far they can be selected and say who they are; of the enabled profile's
 * content nothing is there yet. [SGP22 §2.4.5] [SGP22 §2.4.6] [M-28] [M-29]
 */
import { type Entity, refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { dataDirection, unsupported } from './answers.ts';
import { selectAnswer } from './fci.ts';
import type { Member } from './member.ts';

/** `isThere` turns false when the profile that holds the domain is disabled under a session. */
export function securityDomain(entity: Entity, isThere: () => boolean): Member {
  const answer = selectAnswer(entity.aid);
  return {
    entity,
    process(command) {
      if (!isThere())
        refuse(SW.CONDITIONS, 'SGP22 §3.2.1', `the profile of ${entity.name} is disabled`);
      if (command.selecting !== undefined) return answer(command.selecting, command);
      return unsupported(command);
    },
    leave() {},
    incoming: dataDirection,
  };
}
