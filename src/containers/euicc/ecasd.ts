/**
 * The eUICC controlling authority's security domain; so far it tells the EID.
 * [SGP22 §2.4.3] [SGP22 §4.3.1] [SGP02 §2.2.2]
 */
import type { Bytes } from '../../base/index.ts';
import { refuseForeignClass } from '../../gp/index.ts';
import type { Entity } from '../../os/abi/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { headerOf, unsupported } from './answers.ts';
import { selectAnswer } from './fci.ts';
import { getData, INS_GET_DATA } from './get-data.ts';
import type { Member } from './member.ts';

const EID_TAG = 0x5a;

export function ecasd(entity: Entity, eid: Bytes): Member {
  const answer = selectAnswer(entity.aid);
  const objects = new Map([[EID_TAG, emitTlv(EID_TAG, eid)]]);
  return {
    entity,
    process(command) {
      if (command.selecting !== undefined) return answer(command.selecting, command);
      refuseForeignClass(command.cla);
      if (command.ins === INS_GET_DATA) return getData(command, objects);
      return unsupported(command);
    },
    leave() {},
    header: (header, session) => headerOf(header, session, [INS_GET_DATA]),
  };
}
