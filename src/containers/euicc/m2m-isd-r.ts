/**
 * The issuer security domain root of SGP.02: on the card it stands for the SM-SR, and what manages
 * profiles it takes from there alone, in secured packets. The device around it learns who it is and
 * how much room there is. [SGP02 §2.2.1] [SGP02 §2.2.5] [P-03]
 */
import { bigEndian } from '../../base/index.ts';
import { GP_INS, parseHead, refuseForeignClass } from '../../gp/index.ts';
import { type Command, type Entity, refuse } from '../../os/abi/index.ts';
import { cardResource, type ResourceParts } from '../../rsp/index.ts';
import { emitTlv, SW } from '../../wire/index.ts';
import { headerOf, unsupported } from './answers.ts';
import { selectAnswer } from './fci.ts';
import { getData } from './get-data.ts';
import type { Member } from './member.ts';

const TAG_EXTENDED_RESOURCES = 0xff21;

/** The commands of ES5, and those that carry ES8 to a profile. [SGP02 §4.1.1] */
const FROM_SM_SR: ReadonlySet<number> = new Set([
  GP_INS.STORE_DATA,
  GP_INS.GET_STATUS,
  GP_INS.SET_STATUS,
  GP_INS.INSTALL,
  GP_INS.LOAD,
  GP_INS.DELETE,
  GP_INS.PUT_KEY,
]);

function refuseUnlessPacked({ cla, ins }: Pick<Command, 'cla' | 'ins'>): void {
  refuseForeignClass(cla);
  if (cla < 0x80 || !FROM_SM_SR.has(ins)) return;
  const why = 'SGP.02: only from the SM-SR, in secured packets (SCP80, SCP81); no ES10 here';
  refuse(SW.SECURITY_STATUS, 'SGP02 §2.2.5', why);
}

export function m2mIsdR(entity: Entity, parts: ResourceParts): Member {
  const answer = selectAnswer(entity.aid);
  return {
    entity,
    process(command) {
      const { selecting, ins } = command;
      if (selecting !== undefined) return answer(selecting, command);
      refuseUnlessPacked(command);
      if (ins !== GP_INS.GET_DATA) return unsupported(command);
      // No RAM is set aside for what an application would keep there.
      const resources = emitTlv(TAG_EXTENDED_RESOURCES, cardResource(parts, bigEndian(0, 2)));
      return getData(command, new Map([[TAG_EXTENDED_RESOURCES, resources]]));
    },
    leave() {},
    header(header, session) {
      refuseUnlessPacked(parseHead(header, session));
      return headerOf(header, session, [GP_INS.GET_DATA]);
    },
  };
}
