/** The load files and applications of a plan, as the profile's card takes them. [SAIP §8.7] */
import { type Bytes, EMPTY } from '../../base/index.ts';
import {
  addApplicationContent,
  addLoadFileContent,
  type ApplicationContent,
  type GlobalPlatformCard,
} from '../../gp/index.ts';
import { Refusal } from '../../os/abi/index.ts';
import {
  type Application,
  type ApplicationInstance,
  INSTANCE_DEFAULTS,
} from '../../wire/saip/index.ts';
import { badValues, ElementProblem } from './element-problem.ts';

/** Puts them into the card, in order. Throws `ElementProblem` with the number of its element. */
export function createApplications(card: GlobalPlatformCard, loads: readonly Application[]): void {
  for (const { header, loadBlock, instanceList = [] } of loads) {
    try {
      if (loadBlock !== undefined) {
        const { loadPackageAID: aid, loadBlockObject: block, hashValue: hash = EMPTY } = loadBlock;
        const { securityDomainAID: domain } = loadBlock;
        addLoadFileContent(card, { aid: kept(aid), block, hash, domain });
      }
      for (const one of instanceList) addApplicationContent(card, contentOf(one));
    } catch (error) {
      throw problemOf(error).of(header.identification);
    }
  }
}

function problemOf(error: unknown): ElementProblem {
  if (error instanceof ElementProblem) return error;
  if (error instanceof Refusal) return ElementProblem.ofRefusal(error);
  throw error;
}

function contentOf(one: ApplicationInstance): ApplicationContent {
  const { applicationPrivileges: privileges, systemSpecificParameters: system } = one;
  if (privileges.length !== 1 && privileges.length !== 3)
    throw badValues('privileges have 1 or 3 bytes');
  return {
    file: one.applicationLoadPackageAID,
    module: kept(one.classAID),
    aid: kept(one.instanceAID),
    privileges,
    lifeCycle: one.lifeCycleState?.[0] ?? INSTANCE_DEFAULTS.lifeCycleState,
    specific: one.applicationSpecificParametersC9,
    domain: one.extraditeSecurityDomainAID,
    implicit: system?.implicitSelectionParameter && kept(system.implicitSelectionParameter),
    services: system?.globalServiceParameters && kept(system.globalServiceParameters),
    quota: system?.nonVolatileMemoryQuotaC8,
    reserved: system?.nonVolatileReservedMemory,
    volatileReserved: system?.volatileReservedMemory,
    data: one.processData ?? [],
  };
}

/** Of its own, apart from the package. */
function kept(bytes: Bytes): Bytes {
  return Uint8Array.from(bytes);
}
