/**
 * The security domain that holds a profile. It can be selected; its commands are those of ES8,
 * which only the ISD-R brings to it. [SGP22 §2.4.5] [M-28] [M-29]
 */
import { EMPTY } from '../../base/index.ts';
import { type DomainRole, select } from '../../gp/index.ts';
import { ISD_P } from '../../rsp/index.ts';

export const isdP: DomainRole = {
  name: ISD_P,
  commands: [select],
  objects: new Map(),
  standardObjects: false,
  wholeObjects: false,
  template: EMPTY,
};
