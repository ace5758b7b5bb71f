/**
 * The eUICC controlling authority's security domain: it keeps the EID.
 * [SGP22 §2.4.3] [SGP22 §4.3.1] [SGP02 §2.2.2]
 */
import { EMPTY } from '../../base/index.ts';
import { type DomainRole, getData, select } from '../../gp/index.ts';
import { ECASD } from '../../rsp/index.ts';

export const ecasd: DomainRole = {
  name: ECASD,
  commands: [select, getData],
  objects: new Map(),
  standardObjects: false,
  wholeObjects: true,
  template: EMPTY,
};
