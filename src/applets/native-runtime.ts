/** The runtime of native modules: load files that Bifrons contains, identified by their AIDs. */
import { type Bytes, bytes, equal, hex, HostError, unhex } from '../base/index.ts';
import {
  type ApplicationPlace,
  type ApplicationRuntime,
  type ApplicationSetup,
} from '../gp/index.ts';
import { refuse } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { APPLICATION_LIFE_CYCLE, parsePrivileges } from '../wire/globalplatform/index.ts';
import type { ModuleContext, NativeModule, NativePackage } from './module.ts';
import { accessRuleApplication } from './modules/access-rules/access-rule-application.ts';
import { buildingAccess } from './modules/access/building-access.ts';
import { paymentEnvironment } from './modules/contactless/payment-environment.ts';
import { registryService } from './modules/contactless/registry-service.ts';
import { payment } from './modules/payment/payment.ts';
import { globalPin } from './modules/pin/global-pin.ts';
import { probe } from './modules/probe.ts';
import { nfcTag } from './modules/tag/nfc-tag.ts';
import { toolkitTest } from './modules/toolkit/toolkit-test.ts';
import { emitStub, parseStub } from './stub-load-file.ts';

export const NATIVE = 'native';

const PACKAGES: readonly NativePackage[] = [
  // F0 begins AIDs that no one is registered for; then "BIFRONS" and the package.
  { aid: unhex('F0424946524F4E5301'), version: bytes(1, 0), modules: [probe] },
  { aid: unhex('F0424946524F4E5302'), version: bytes(1, 0), modules: [nfcTag] },
  { aid: unhex('F0424946524F4E5303'), version: bytes(1, 0), modules: [buildingAccess] },
  { aid: unhex('F0424946524F4E5304'), version: bytes(1, 0), modules: [payment] },
  { aid: unhex('F0424946524F4E5305'), version: bytes(1, 0), modules: [globalPin] },
  {
    aid: unhex('F0424946524F4E5306'),
    version: bytes(1, 0),
    modules: [registryService, paymentEnvironment],
  },
  { aid: unhex('F0424946524F4E5307'), version: bytes(1, 0), modules: [accessRuleApplication] },
  { aid: unhex('F0424946524F4E5308'), version: bytes(1, 0), modules: [toolkitTest] },
];
const MODULES: readonly NativeModule[] = PACKAGES.flatMap((one) => one.modules);

const CLAUSE = 'GPCS §9.3.5';

export const MODULE_NAMES: readonly string[] = MODULES.map((one) => one.name);

/** The load file data block that brings a module; `undefined` where none has the name. */
export function nativeLoadFile(module: string): Bytes | undefined {
  const found = PACKAGES.find(({ modules }) => modules.some(({ name }) => name === module));
  return found && emitStub({ ...found, modules: found.modules.map(({ aid }) => aid) });
}

/** What a device description says of an application. Byte strings are hexadecimal. */
export interface InstalledModule {
  /** For people. */
  readonly name: string;
  readonly aid: string;
  /** Three bytes of privileges. [GPCS §11.1.2] */
  readonly privileges: string;
  readonly module: string;
  /** The value of tag C9. */
  readonly parameters?: string | undefined;
  /** What a UICC keeps of it: the value of tag EA. [TS102226 §8.2.1.3.2.2] */
  readonly uicc?: string | undefined;
  /** AID of its security domain; without one, the issuer's. */
  readonly securityDomain?: string | undefined;
  /** Whether it can be selected over contactless interfaces of a card that has a registry. */
  readonly contactless?: 'activated' | 'deactivated' | undefined;
}

/** An application of a description. Throws `HostError` where no module has the name. */
export function nativeApplication(description: InstalledModule): ApplicationSetup {
  const { name, aid, privileges, module, parameters = '', securityDomain } = description;
  const { contactless, uicc } = description;
  const found = MODULES.find((one) => one.name === module);
  if (found === undefined) {
    const next = `modules here: ${MODULE_NAMES.join(', ')}`;
    throw new HostError('DESCRIPTION_INVALID', `${name}: no module "${module}"`, next);
  }
  return {
    name,
    aid: unhex(aid),
    privileges: parsePrivileges(unhex(privileges)),
    lifeCycle: APPLICATION_LIFE_CYCLE.SELECTABLE,
    runtime: NATIVE,
    module: found.aid,
    specific: unhex(parameters),
    contactless: contactless === 'activated',
    ...(uicc === undefined ? {} : { uicc: unhex(uicc) }),
    ...(securityDomain === undefined ? {} : { domain: unhex(securityDomain) }),
  };
}

export const nativeRuntime: ApplicationRuntime = {
  name: NATIVE,
  recognizes: ({ aid }) => packageOf(aid) !== undefined,
  accept({ aid, block }) {
    const found = packageOf(aid);
    if (found === undefined) {
      return refuse(SW.WRONG_DATA, CLAUSE, `no native code for load file ${hex(aid)}`);
    }
    const stub = parseStub(block);
    if (!equal(stub.aid, aid)) {
      return refuse(SW.WRONG_DATA, CLAUSE, `the load file holds package ${hex(stub.aid)}`);
    }
    const strange = stub.modules.find(
      (one) => !found.modules.some((known) => equal(known.aid, one)),
    );
    if (strange === undefined) return { version: stub.version, modules: stub.modules };
    return refuse(SW.WRONG_DATA, CLAUSE, `no native code for module ${hex(strange)}`);
  },
  // The code is part of Bifrons: a load file keeps no state and needs no other.
  forgetFile() {},
  deletionBlockedBy: () => undefined,
  install(module, place, { aid, specific }) {
    const found = moduleOf(module);
    found.install?.(contextOf(place), specific);
    return { aid, traits: found.traits };
  },
  code: (module, place) => moduleOf(module).start(contextOf(place)),
  // What a module keeps stands in its part of memory.
  uninstall() {},
};

function packageOf(aid: Bytes): NativePackage | undefined {
  return PACKAGES.find((one) => equal(one.aid, aid));
}

function moduleOf(aid: Bytes): NativeModule {
  const found = MODULES.find((one) => equal(one.aid, aid));
  return found ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.5.3.2', `no module ${hex(aid)}`);
}

function contextOf({ nvm, system, services }: ApplicationPlace): ModuleContext {
  const { rng, crypto, notify } = services;
  return {
    system,
    nvm,
    rng,
    crypto,
    notify: (parameters) =>
      notify(
        parameters === undefined
          ? { kind: 'connectivity' }
          : { kind: 'transaction', aid: system.aid, parameters },
      ),
  };
}
