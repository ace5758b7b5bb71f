/**
 * INSTALL [for install], with or without [and make selectable], and the end of the combined
 * process. [GPCS §11.5.2.3.2] [GPCS §9.3.6] [GPCS §9.3.8]
 */
import { type Bytes, concat, EMPTY, equal } from '../../../base/index.ts';
import { refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { emitField, INSTALL_FOR } from '../../../wire/globalplatform/index.ts';
import { authorize, FUNCTION, ownerOf } from '../../content/authorization.ts';
import { installApplication } from '../../content/install-application.ts';
import { createLoadFile } from '../../content/loading.ts';
import { privilegeLengths, readPrivileges } from '../../content/privilege-assignment.ts';
import { confirm } from '../../content/receipt.ts';
import type { Token } from '../../content/token.ts';
import type { Domain } from '../../domain/domain.ts';
import type { RegistryEntry } from '../../registry/entry.ts';
import { domainSession } from '../domain-session.ts';
import type { PlainCommand } from '../plain-command.ts';
import { InstallFields } from './fields.ts';
import {
  type InstallParameterValues,
  parseInstallParameters,
} from '../../content/install-parameters.ts';

const CLAUSE = 'GPCS §11.5.2.3.2';

interface InstallData {
  readonly file: Bytes;
  readonly module: Bytes;
  readonly aid: Bytes;
  readonly privileges: number;
  readonly parameters: InstallParameterValues;
  readonly token: Token;
}

export function installForInstall(domain: Domain, command: PlainCommand): Response {
  const data = parseData(domain, command);
  const makeSelectable = (command.p1 & INSTALL_FOR.MAKE_SELECTABLE) !== 0;
  const functions = FUNCTION.INSTALL | (makeSelectable ? FUNCTION.MAKE_SELECTABLE : 0);
  authorize(domain, { functions, token: data.token, clause: 'GPCS §9.3.6' });
  const file = loadFileOf(domain, data);
  install(domain, { data, file, makeSelectable, session: command.session });
  const done = concat(emitField(file.aid), emitField(data.aid));
  return confirm(domain, data.token, done);
}

/** The load is over with this command, whatever comes of it. [GPCS §9.3.8] */
export function installLoaded(domain: Domain, command: PlainCommand): Response {
  const state = domainSession(command.session);
  const { loading } = state;
  state.loading = undefined;
  const data = parseData(domain, command);
  const functions = FUNCTION.LOAD | FUNCTION.INSTALL | FUNCTION.MAKE_SELECTABLE;
  const first = loading?.request.token.signed ?? EMPTY;
  const token = { ...data.token, signed: concat(first, data.token.signed) };
  const hash = loading?.request.hash;
  authorize(domain, { functions, token, ...(hash && { hash }), clause: 'GPCS §9.3.8' });
  if (loading?.file === undefined || !loading.request.combined) {
    refuse(SW.CONDITIONS, 'GPCS §9.3.8', 'no load file came before');
  }
  if (data.file.length > 0 && !equal(data.file, loading.request.aid)) {
    refuse(SW.WRONG_DATA, CLAUSE, 'another load file AID than the one that was loaded');
  }
  const file = createLoadFile(domain.environment, loading.request, loading.file);
  install(domain, { data, file, makeSelectable: true, session: command.session });
  const { aid: domainAid } = ownerOf(domain.environment, file);
  const done = concat(...[file.aid, data.aid, domainAid].map(emitField));
  return confirm(domain, token, done);
}

function parseData(domain: Domain, command: PlainCommand): InstallData {
  const fields = new InstallFields(command.data, CLAUSE);
  const file = fields.optionalAid('the load file AID');
  const module = fields.optionalAid('the module AID');
  const aid = fields.aid('the application AID');
  const privileges = readPrivileges(
    fields.value('the privileges', privilegeLengths(domain.environment)),
  );
  const parameters = parseInstallParameters(fields.long('the parameters'));
  const token = fields.token(command, parameters.tokenReference);
  if (parameters.specific === undefined) {
    refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.7 table 11-49', 'parameters of the application, C9');
  }
  return { file, module, aid, privileges, parameters, token };
}

/** By its AID, or, without one, that of the module. */
function loadFileOf({ environment }: Domain, { file, module }: InstallData): RegistryEntry {
  const { entries } = environment.registry;
  const found = entries.find(
    (one) =>
      one.kind === 'load-file' &&
      (file.length > 0
        ? equal(one.aid, file)
        : one.modules.some((candidate) => equal(candidate, module))),
  );
  if (found !== undefined) return found;
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §9.3.6', 'no load file with this module');
}

function install(
  domain: Domain,
  from: Pick<PlainCommand, 'session'> & {
    readonly data: InstallData;
    readonly file: RegistryEntry;
    readonly makeSelectable: boolean;
  },
): void {
  const { data, file, makeSelectable, session } = from;
  const { aid, privileges, parameters } = data;
  const module = data.module.length > 0 ? data.module : onlyModule(file);
  const request = { file, module, aid, privileges, parameters, makeSelectable, session };
  installApplication(domain, request);
}

/** A command may leave the module out where there is no choice. */
function onlyModule({ modules }: RegistryEntry): Bytes {
  const [first] = modules;
  if (first !== undefined && modules.length === 1) return first;
  return refuse(SW.WRONG_DATA, CLAUSE, 'the load file has several modules, or none');
}
