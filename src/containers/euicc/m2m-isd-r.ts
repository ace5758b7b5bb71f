/**
 * The issuer security domain root of SGP.02: on the card it stands for the SM-SR, and what manages
 * profiles it takes from there alone, in secured packets. The device around it reads who it is and
 * how much room there is. [SGP02 §2.2.1] [SGP02 §2.2.5] [P-03]
 */
import { bigEndian, EMPTY } from '../../base/index.ts';
import {
  type CommandDefinition,
  type DomainRole,
  getData,
  GP_INS,
  incoming,
  select,
} from '../../gp/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { cardResource, type Euicc } from '../../rsp/index.ts';
import { SW } from '../../wire/index.ts';

export const M2M_ISD_R = 'm2m-isd-r';
const TAG_EXTENDED_RESOURCES = 0xff21;

/** The commands of ES5, and those that carry ES8 to a profile. [SGP02 §4.1.1] */
const FROM_SM_SR = {
  'STORE DATA': GP_INS.STORE_DATA,
  'GET STATUS': GP_INS.GET_STATUS,
  'SET STATUS': GP_INS.SET_STATUS,
  INSTALL: GP_INS.INSTALL,
  LOAD: GP_INS.LOAD,
  DELETE: GP_INS.DELETE,
  'PUT KEY': GP_INS.PUT_KEY,
} as const;

export function m2mIsdR(euicc: () => Euicc): DomainRole {
  return {
    name: M2M_ISD_R,
    commands: [select, getData, ...Object.entries(FROM_SM_SR).map(fromSmSr)],
    // No RAM is set aside for what an application would keep there.
    objects: new Map([[TAG_EXTENDED_RESOURCES, () => cardResource(euicc(), bigEndian(0, 2))]]),
    standardObjects: false,
    wholeObjects: true,
    template: EMPTY,
  };
}

function fromSmSr([name, ins]: readonly [string, number]): CommandDefinition {
  const refuseHere = (): never => {
    const why = 'SGP.02: only from the SM-SR, in secured packets (SCP80, SCP81); no ES10 here';
    return refuse(SW.SECURITY_STATUS, 'SGP02 §2.2.5', why);
  };
  return {
    name: `${name} (SM-SR)`,
    ins,
    clause: 'SGP02 §4.1.1',
    classes: 'proprietary',
    security: 'none',
    cardStates: 'all',
    direction: incoming,
    elsewhere: true,
    check: refuseHere,
    run: refuseHere,
  };
}
