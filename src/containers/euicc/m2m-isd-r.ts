/**
 * The issuer security domain root of SGP.02: on the card it stands for the SM-SR, and what manages
 * profiles it takes from there alone, in secured packets. The device around it reads who it is and
 * how much room there is. [SGP02 §2.2.1] [SGP02 §2.2.5] [P-03]
 */
import { EMPTY } from '../../base/index.ts';
import {
  type CommandDefinition,
  type DomainRole,
  getData,
  incoming,
  select,
} from '../../gp/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { cardResource, type Euicc } from '../../rsp/index.ts';
import { INS, SW, TAG_EXTENDED_CARD_RESOURCES } from '../../wire/index.ts';

export const M2M_ISD_R = 'm2m-isd-r';

/** The commands of ES5, and those that carry ES8 to a profile. [SGP02 §4.1.1] */
const FROM_SM_SR = {
  'STORE DATA': INS.STORE_DATA,
  'GET STATUS': INS.GET_STATUS,
  'SET STATUS': INS.SET_STATUS,
  INSTALL: INS.INSTALL,
  LOAD: INS.LOAD,
  DELETE: INS.DELETE,
  'PUT KEY': INS.PUT_KEY,
} as const;

export function m2mIsdR(euicc: () => Euicc): DomainRole {
  return {
    name: M2M_ISD_R,
    commands: [select, getData, ...Object.entries(FROM_SM_SR).map(fromSmSr)],
    // No RAM is set aside for what an application would keep there.
    objects: new Map([[TAG_EXTENDED_CARD_RESOURCES, () => cardResource(euicc(), 0)]]),
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
