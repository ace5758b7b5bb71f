/** The eUICC as a software container. [SGP22 §2.4] [M-26] */
import { unhex } from '../../base/index.ts';
import type { Container, Entity, Services } from '../../os/abi/index.ts';
import { emitIsdRTemplate, SW } from '../../wire/index.ts';
import { status } from './answers.ts';
import type { EuiccConfig } from './config.ts';
import { isdR } from './isd-r.ts';

export function createEuicc(config: EuiccConfig, _services: Services): Container {
  const root: Entity = {
    handle: 1, aid: unhex(config.isdR.aid), name: 'ISD-R', root: true, issuer: true,
    selectable: true, multiSelectable: true,
  };
  const svn = { '2.0': [2, 0, 0], '2.1': [2, 1, 0], '2.2': [2, 2, 0], '2.5': [2, 5, 0] } as const;
  const member = isdR(root, emitIsdRTemplate({ svn: svn[config.version] }));
  const list = { version: 1, list: [root] };
  return {
    entities: () => list,
    implicit: () => root,
    select: () => true,
    deselect: () => {},
    process: (_entity, command) => ({ done: member.process(command) }),
    processSession: () => ({ done: status(SW.INS_NOT_SUPPORTED) }),
    incoming: () => undefined,
    reset: () => {},
  };
}
