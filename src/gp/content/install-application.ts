/**
 * An application or security domain made from a module of a load file. [GPCS §9.3.6]
 */
import { type Bytes, EMPTY, equal, hex, operandText, type TraceKind } from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { APPLICATION_LIFE_CYCLE, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { InstallParameterValues } from './install-parameters.ts';
import type { Domain } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { implicitConflict, resetConflict } from '../registry/implicit-selection.ts';
import { addApplication, addSecurityDomain } from './add-entries.ts';
import { accepts, ownerOf } from './authorization.ts';
import { activatedInitially } from '../service/contactless-registry.ts';
import { withParameters } from './contactless-parameters.ts';
import { parseDomainParameters } from './domain-parameters.ts';
import { refuseKnownAid } from './loading.ts';
import { demandMemory } from './memory.ts';
import { newDomainObjects } from './new-domain-objects.ts';
import { checkAssignment, settleExclusive } from './privilege-assignment.ts';

const CLAUSE = 'GPCS §9.3.6';

export interface InstallRequest {
  readonly file: RegistryEntry;
  readonly module: Bytes;
  readonly aid: Bytes;
  readonly privileges: number;
  readonly parameters: InstallParameterValues;
  readonly makeSelectable: boolean;
  readonly session: Session;
}

export function installApplication(domain: Domain, request: InstallRequest): RegistryEntry {
  const { environment } = domain;
  const { aid, privileges, parameters, session } = request;
  checkModule(domain, request);
  refuseKnownAid(environment, aid);
  const isDomain = isDomainFile(request.file);
  checkAssignment(environment, { of: undefined, isDomain, before: 0, after: privileges, session });
  checkSelection(domain, request);
  checkServices(request);
  checkMemory(domain, request);
  const entry = isDomain ? addDomain(domain, request) : add(domain, request);
  settleExclusive(environment, { before: 0, after: privileges });
  environment.registry.countUpdate();
  environment.services.note(INSTALLED, entry.name, hex(request.module));
  const { volatileReserved, nonVolatileReserved, provider, services = EMPTY } = parameters;
  const contactless = withParameters(entry.contactless, parameters.contactless);
  const { name } = entry;
  return environment.registry.update(entry, {
    contactless: request.makeSelectable
      ? activatedInitially(environment, contactless, { name, session })
      : contactless,
    implicit: parameters.implicit,
    provider,
    services,
    volatileReserved,
    nonVolatileReserved,
  });
}

/** Security domains are made from what no runtime runs, a load file in immutable memory. */
export function isDomainFile({ kind, runtime }: RegistryEntry): boolean {
  return kind === 'load-file' && runtime === '';
}

function checkModule(domain: Domain, { file, module }: InstallRequest): void {
  const { environment, entry } = domain;
  if (!file.modules.some((one) => equal(one, module))) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `${file.name} has no module ${hex(module)}`);
  }
  // The load file of security domains serves each domain that may install.
  if (isDomainFile(file) || accepts(environment, ownerOf(environment, file), { by: entry })) return;
  refuse(SW.CONDITIONS, CLAUSE, 'the security domain of the load file does not accept it');
}

/** [GPCS §6.4.1] [GPCS §11.5.2.3.2] */
function checkSelection({ environment }: Domain, request: InstallRequest): void {
  const { privileges, parameters, makeSelectable } = request;
  const { entries } = environment.registry;
  const resets = (privileges & PRIVILEGE.CARD_RESET) !== 0;
  if (!makeSelectable && (resets || parameters.implicit.length > 0)) {
    refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.2', 'implicit selection of what is not selectable');
  }
  const conflict =
    parameters.implicit.length > 0 || !resets
      ? implicitConflict(entries, { of: undefined, parameters: parameters.implicit })
      : resetConflict(entries, undefined);
  if (conflict !== undefined) refuse(SW.CONDITIONS, 'GPCS §6.4.1', conflict);
}

/** [GPCS §8.1.1] */
function checkServices({ privileges, parameters }: InstallRequest): void {
  const isProvider = (privileges & PRIVILEGE.GLOBAL_SERVICE) !== 0;
  if (isProvider || parameters.services === undefined) return;
  refuse(SW.WRONG_DATA, 'GPCS §8.1.1', 'service parameters without the privilege Global Service');
}

/** [GPCS §9.7] */
function checkMemory({ environment }: Domain, { parameters }: InstallRequest): void {
  const { volatile, nonVolatile, volatileReserved, nonVolatileReserved } = parameters;
  const isBelow = (quota: number | undefined, reserved: number): boolean =>
    quota !== undefined && quota < reserved;
  if (isBelow(volatile, volatileReserved) || isBelow(nonVolatile, nonVolatileReserved)) {
    refuse(SW.WRONG_DATA, 'GPCS §9.7', 'a quota is below what is reserved');
  }
  demandMemory(environment, { nonVolatile: nonVolatileReserved, volatile: volatileReserved });
}

function lifeCycleOf({ makeSelectable }: InstallRequest): number {
  return makeSelectable ? APPLICATION_LIFE_CYCLE.SELECTABLE : APPLICATION_LIFE_CYCLE.INSTALLED;
}

/** It inherits the association of its load file. [GPCS §9.3.6] */
function add({ environment }: Domain, request: InstallRequest): RegistryEntry {
  const { file, module, aid, privileges, parameters, session } = request;
  const entry = addApplication(
    environment,
    {
      name: hex(aid),
      aid,
      privileges,
      lifeCycle: lifeCycleOf(request),
      runtime: file.runtime,
      module,
      uicc: parameters.uicc ?? EMPTY,
    },
    {
      domain: ownerOf(environment, file),
      loadFile: file.aid,
      specific: parameters.specific ?? EMPTY,
      services: parameters.services,
      quota: parameters.nonVolatile,
      session,
    },
  );
  const twin = environment.registry.entries.find(
    (one) => one.id !== entry.id && equal(one.aid, entry.aid),
  );
  if (twin === undefined) return entry;
  return refuse(SW.CONDITIONS, CLAUSE, `the application registers under the AID of ${twin.name}`);
}

/** It is associated with the domain that installs it. */
function addDomain({ environment, entry }: Domain, request: InstallRequest): RegistryEntry {
  const { registry } = environment;
  const { file, module, aid, privileges, parameters } = request;
  const { accepts: accepted } = parseDomainParameters(environment, parameters.specific ?? EMPTY);
  const added = addSecurityDomain(
    registry,
    {
      name: hex(aid),
      aid,
      privileges,
      lifeCycle: lifeCycleOf(request),
      keys: [],
      objects: newDomainObjects(environment, aid),
    },
    { domain: entry, loadFile: file.aid, quota: parameters.nonVolatile },
  );
  return registry.update(added, { module, accepts: accepted });
}

export const INSTALLED: TraceKind = {
  name: 'installed',
  words: ([name, module]) => `${operandText(name)} installed from module ${operandText(module)}`,
};
