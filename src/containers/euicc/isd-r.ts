/** The issuer security domain root of the eUICC: where an LPA talks to. [SGP22 §2.4.2] [M-27] */
import type { Bytes } from '../../base/index.ts';
import { parseHead, refuseForeignClass } from '../../gp/index.ts';
import type { Command, Entity } from '../../os/abi/index.ts';
import {
  type Euicc,
  forgetBlocks,
  headStoreData,
  INS_STORE_DATA,
  runEs10,
  storeData,
} from '../../rsp/index.ts';
import { emitIsdRTemplate } from '../../wire/es10/index.ts';
import { headerOf, unsupported } from './answers.ts';
import { selectAnswer } from './fci.ts';
import { getData, INS_GET_DATA } from './get-data.ts';
import type { Member } from './member.ts';

export function isdR(entity: Entity, euicc: Euicc): Member {
  const answer = selectAnswer(entity.aid, emitIsdRTemplate({ svn: euicc.edition.svn }));
  return {
    entity,
    process(command) {
      if (command.selecting !== undefined) return answer(command.selecting, command);
      refuseForeignClass(command.cla);
      if (isStoreData(command)) {
        const run = (request: Bytes) => runEs10(euicc, request, command.session);
        return storeData(command, run);
      }
      if (command.ins === INS_GET_DATA) return getData(command, NO_OBJECTS);
      return unsupported(command);
    },
    leave: forgetBlocks,
    header(header, session) {
      const head = parseHead(header, session);
      if (!isStoreData(head)) return headerOf(header, session, [INS_GET_DATA]);
      headStoreData(head);
      return 'in';
    },
  };
}

function isStoreData({ cla, ins }: Pick<Command, 'cla' | 'ins'>): boolean {
  return ins === INS_STORE_DATA && cla >= 0x80 && (cla & 0x30) === 0;
}

const NO_OBJECTS = new Map<number, never>();
