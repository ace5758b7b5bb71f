/** The issuer security domain root of SGP.22, with the functions of ES10. [SGP22 §2.4.2] [M-27] */
import type { Bytes } from '../../base/index.ts';
import {
  type CommandDefinition,
  type DomainRole,
  getData,
  incoming,
  select,
} from '../../gp/index.ts';
import {
  checkBlock,
  editionOf,
  type EditionName,
  type Euicc,
  forgetBlocks,
  runEs10,
  storeData,
} from '../../rsp/index.ts';
import { INS } from '../../wire/index.ts';
import { emitIsdRTemplate } from '../../wire/es10/index.ts';

export const ISD_R = 'isd-r';

/** `euicc` is called when a command comes, since the eUICC is opened after its card. */
export function isdR(edition: EditionName, euicc: () => Euicc): DomainRole {
  const es10: CommandDefinition = {
    name: 'STORE DATA (ES10)',
    ins: INS.STORE_DATA,
    clause: 'SGP22 §5.7.2',
    classes: 'proprietary',
    security: 'none',
    cardStates: 'all',
    direction: incoming,
    check: (_domain, head) => checkBlock(head),
    run(_domain, command) {
      const run = (request: Bytes): Bytes => runEs10(euicc(), request, command.session);
      return storeData(command, run);
    },
  };
  return {
    name: ISD_R,
    commands: [select, getData, es10],
    objects: new Map(),
    standardObjects: false,
    wholeObjects: false,
    template: emitIsdRTemplate({ svn: editionOf(edition).svn }),
    leave: forgetBlocks,
  };
}
