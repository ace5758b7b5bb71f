/** INSTALL in all its forms. [GPCS §11.5] */
import { type Bytes, bytes, bigEndian, concat, EMPTY } from '../../../base/index.ts';
import { emitTlv, INS } from '../../../wire/index.ts';
import {
  emitField,
  emitLongField,
  INSTALL_FOR,
  INSTALL_TAG,
} from '../../../wire/globalplatform/index.ts';
import { type CardCommand } from '../command.ts';
import { type TokenSource, withTokenField } from './token.ts';

export interface LoadRequest {
  readonly file: Bytes;
  /** The security domain that the file will belong to; empty: the one that loads it. */
  readonly domain?: Bytes | undefined;
  /** Of the load file data block. */
  readonly hash?: Bytes | undefined;
  readonly parameters?: Bytes | undefined;
}

/** [GPCS §11.5.2.3.1] */
export function installForLoad(request: LoadRequest, token?: TokenSource): CardCommand {
  const { file, domain = EMPTY, hash = EMPTY, parameters = EMPTY } = request;
  const data = concat(
    emitField(file),
    emitField(domain),
    emitField(hash),
    emitLongField(parameters),
  );
  return install('for load', INSTALL_FOR.LOAD, data, token);
}

export interface InstallRequest {
  readonly file: Bytes;
  readonly module: Bytes;
  readonly application: Bytes;
  /** Three bytes, or one. */
  readonly privileges: Bytes;
  readonly parameters: Bytes;
  /** Whether it can be selected at once. */
  readonly selectable?: boolean;
}

/** [GPCS §11.5.2.3.2] */
export function installForInstall(request: InstallRequest, token?: TokenSource): CardCommand {
  const { file, module, application, privileges, parameters, selectable = true } = request;
  const names = [file, module, application, privileges].map(emitField);
  const p1 = INSTALL_FOR.INSTALL | (selectable ? INSTALL_FOR.MAKE_SELECTABLE : 0);
  const name = selectable ? 'for install and make selectable' : 'for install';
  return install(name, p1, concat(...names, emitLongField(parameters)), token);
}

export interface ChangeRequest {
  /** The security domain that the form is about; empty where it has none. */
  readonly domain?: Bytes | undefined;
  readonly application?: Bytes | undefined;
  readonly privileges?: Bytes | undefined;
  readonly parameters?: Bytes | undefined;
}

/** [GPCS §11.5.2.3.3] */
export function installForMakeSelectable(request: ChangeRequest, token?: TokenSource): CardCommand {
  return change('for make selectable', INSTALL_FOR.MAKE_SELECTABLE, { request, token });
}

/** Gives an application or a load file to another security domain. [GPCS §11.5.2.3.4] */
export function installForExtradition(request: ChangeRequest, token?: TokenSource): CardCommand {
  return change('for extradition', INSTALL_FOR.EXTRADITION, { request, token });
}

/** [GPCS §11.5.2.3.5] */
export function installForRegistryUpdate(request: ChangeRequest, token?: TokenSource): CardCommand {
  return change('for registry update', INSTALL_FOR.REGISTRY_UPDATE, { request, token });
}

/** STORE DATA that follows is for this application. [GPCS §11.5.2.3.6] */
export function installForPersonalization(application: Bytes): CardCommand {
  const request = { application };
  return change('for personalization', INSTALL_FOR.PERSONALIZATION, { request, token: undefined });
}

function change(
  name: string,
  p1: number,
  { request, token }: { readonly request: ChangeRequest; readonly token: TokenSource },
): CardCommand {
  const { domain = EMPTY, application = EMPTY, privileges = EMPTY, parameters = EMPTY } = request;
  const fields = [domain, EMPTY, application, privileges].map(emitField);
  return install(name, p1, concat(...fields, emitLongField(parameters)), token);
}

function install(form: string, p1: number, data: Bytes, token: TokenSource): CardCommand {
  const name = `INSTALL [${form}]`;
  return withTokenField({ name, ins: INS.INSTALL, p1, p2: 0, data, chains: 'p1' }, token);
}

/** Amounts of memory in bytes. [GPCS §11.5.2.3.7 table 11-49] */
export interface MemoryWish {
  readonly code?: number | undefined;
  readonly volatile?: number | undefined;
  readonly nonVolatile?: number | undefined;
  readonly volatileReserved?: number | undefined;
  readonly nonVolatileReserved?: number | undefined;
}

export interface ParameterWish extends MemoryWish {
  /** What the application gets; the tag is there even where it is empty. */
  readonly application?: Bytes | undefined;
  /** What the toolkit of a UICC keeps of it. [TS102226 §8.2.1.3.2.2] */
  readonly toolkit?: Bytes | undefined;
  /** Interfaces and channels on which it is selected without a SELECT. [GPCS §11.1.7] */
  readonly implicit?: readonly number[] | undefined;
}

/** Parameters of INSTALL [for install]. [GPCS §11.5.2.3.7] */
export function installParameters(wish: ParameterWish): Bytes {
  const system = concat(
    memory(INSTALL_TAG.VOLATILE, wish.volatile),
    memory(INSTALL_TAG.NON_VOLATILE, wish.nonVolatile),
    memory(INSTALL_TAG.VOLATILE_RESERVED, wish.volatileReserved),
    memory(INSTALL_TAG.NON_VOLATILE_RESERVED, wish.nonVolatileReserved),
    ...(wish.implicit ?? []).map((one) => emitTlv(INSTALL_TAG.IMPLICIT, bytes(one))),
  );
  const application = emitTlv(INSTALL_TAG.APPLICATION, wish.application ?? EMPTY);
  const { toolkit } = wish;
  if (toolkit === undefined) return concat(application, systemObject(system));
  const uicc = emitTlv(INSTALL_TAG.UICC, emitTlv(INSTALL_TAG.TOOLKIT, toolkit));
  return concat(application, systemObject(system), uicc);
}

/** Parameters of INSTALL [for load]. [GPCS §11.5.2.3.7] */
export function loadParameters(wish: MemoryWish): Bytes {
  const { code, volatile, nonVolatile } = wish;
  return systemObject(
    concat(
      memory(INSTALL_TAG.CODE_MEMORY, code),
      memory(INSTALL_TAG.VOLATILE, volatile),
      memory(INSTALL_TAG.NON_VOLATILE, nonVolatile),
    ),
  );
}

function systemObject(objects: Bytes): Bytes {
  return objects.length === 0 ? EMPTY : emitTlv(INSTALL_TAG.SYSTEM, objects);
}

/** Two bytes, and four above 32767. */
function memory(tag: number, amount: number | undefined): Bytes {
  if (amount === undefined) return EMPTY;
  return emitTlv(tag, bigEndian(amount, amount > 0x7fff ? 4 : 2));
}
