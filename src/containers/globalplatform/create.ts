/**
 * The GlobalPlatform kind of container: an issuer security domain that is its root, and the
 * security domains of the description. [M-22] [M-24] [M-38]
 */
import { type Bytes, bytes, Secret, unhex } from '../../base/index.ts';
import { javaCardRuntime, nativeApplication, nativeRuntime } from '../../applets/index.ts';
import {
  aesKeys,
  type CardSetup,
  cardVersion,
  type ChannelOption,
  type DataObjectMap,
  desKeys,
  emitCardCapabilities,
  emitCardData,
  emitSecurityDomainData,
  type GlobalPlatformCard,
  Handles,
  hasCardCapabilities,
  ISSUER_PRIVILEGES,
  keptObject,
  type Key,
  makeDiversification,
  NOT_GIVEN,
  openCard,
  parseHead,
  refuseForeignClass,
  PROTOCOLS,
  type SecurityDomainSetup,
  type Deselection,
} from '../../gp/index.ts';
import {
  type CardSession,
  type Command,
  type Entity,
  type EntityList,
  type HeaderAnswer,
  isSessionCommand,
  refuse,
  type Response,
  type Services,
  type Session,
  type TitledContainer,
} from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import {
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  KEY_TYPE,
  OBJECT,
  parsePrivileges,
} from '../../wire/globalplatform/index.ts';
import { type EcKeyDescription, type KeySetDescription } from '../shapes/index.ts';
import type { GlobalPlatformConfig, SecurityDomainConfig } from './description.ts';
import { personalityOf } from './personality.ts';
import { REFERENCED_CURVES } from '../../crypto/index.ts';

/** RAM that the container promises to its applications, in bytes. */
const VOLATILE_FREE = 4_096;
/** The load file in immutable memory that security domains are made from, and its module. */
const DOMAIN_LOAD_FILE = 'A0000001515350';
const DOMAIN_MODULE = 'A000000151535041';

/**
 * The container in its memory; at the first boot its description fills that, and is not read again.
 * Throws `HostError` DESCRIPTION_INVALID where the description contradicts itself.
 */
export function createGlobalPlatform(
  config: GlobalPlatformConfig,
  services: Services,
): TitledContainer {
  const { nvm } = services;
  const runtimes = [nativeRuntime, javaCardRuntime({ services, nvm })];
  const parts = { services, nvm, handles: new Handles(), runtimes };
  const card = openCard(parts, () => setupOf(config));
  return new GlobalPlatformContainer(card);
}

/**
 * A class, for the getter: one in an object literal is a hidden class of its own for each object.
 */
class GlobalPlatformContainer implements TitledContainer {
  readonly #card: GlobalPlatformCard;

  constructor(card: GlobalPlatformCard) {
    this.#card = card;
  }

  get title(): string {
    return titleOf(this.#card);
  }

  entities(session?: CardSession): EntityList {
    return this.#card.entities(session);
  }

  locked(): boolean {
    return this.#card.locked;
  }

  implicit(session: Session): Entity | undefined {
    return this.#card.implicit(session);
  }

  select(entity: Entity, session: Session, from?: Session): boolean {
    return this.#card.select(entity, session, from);
  }

  deselect(entity: Entity, session: Session, reason: Deselection): void {
    this.#card.deselect(entity, session, reason);
  }

  process(entity: Entity, command: Command): Response {
    return this.#card.process(entity, command);
  }

  processSession(command: Command, current?: Entity): Response {
    return current !== undefined && this.#card.isApplication(current)
      ? this.#card.process(current, command)
      : refuseSessionCommand(command);
  }

  header(entity: Entity | undefined, header: Bytes, session: Session): HeaderAnswer | undefined {
    const head = parseHead(header, session);
    const isApplication = entity !== undefined && this.#card.isApplication(entity);
    if (isSessionCommand(head) && !isApplication) return refuseSessionCommand(head);
    return this.#card.header(entity, header, session);
  }

  readThrough(): void {
    this.#card.readThrough();
  }

  reset(scope: CardSession | 'device'): void {
    this.#card.reset(scope);
  }
}

function setupOf(config: GlobalPlatformConfig): CardSetup {
  return {
    settings: {
      channels: channelsOf(config),
      volatileFree: VOLATILE_FREE,
      attemptsMax: config.authenticationAttempts,
      personality: personalityOf(config),
    },
    issuer: issuerSetup(config, unhex(config.cplc)),
    domains: config.securityDomains.map((domain) => domainSetup(domain, config)),
    loadFiles: [
      {
        name: 'Security domains',
        aid: unhex(DOMAIN_LOAD_FILE),
        version: Uint8Array.of(1, 0),
        modules: [unhex(DOMAIN_MODULE)],
      },
    ],
    applications: (config.applications ?? []).map(nativeApplication),
  };
}

/** For people, by what its card data report: `GlobalPlatform 2.3`. */
function titleOf({ registry }: GlobalPlatformCard): string {
  const data = keptObject(registry.content(registry.issuer), OBJECT.CARD_DATA);
  const version = data && cardVersion(data);
  return version === undefined ? 'GlobalPlatform' : `GlobalPlatform ${version}`;
}

function issuerSetup(
  config: GlobalPlatformConfig,
  productionLifeCycle: Bytes,
): SecurityDomainSetup {
  const { version } = config;
  const channels = channelsOf(config);
  const personality = personalityOf(config);
  const aid = unhex(config.isd.aid);
  const objects: DataObjectMap = new Map([
    [OBJECT.IIN, unhex(config.iin)],
    [OBJECT.CIN, unhex(config.cin)],
    [OBJECT.PRODUCTION, productionLifeCycle],
    [OBJECT.DIVERSIFICATION, makeDiversification(aid, productionLifeCycle)],
    [
      OBJECT.CARD_DATA,
      config.cardData === undefined
        ? emitCardData({ version, channels, javaCardMajor: Number.parseInt(config.javaCard) })
        : unhex(config.cardData),
    ],
    ...(hasCardCapabilities(version)
      ? [[OBJECT.CAPABILITIES, emitCardCapabilities({ channels, personality })] as const]
      : []),
  ]);
  return {
    name: 'ISD',
    aid,
    objects,
    lifeCycle: CARD_LIFE_CYCLE[config.lifeCycle],
    privileges: ISSUER_PRIVILEGES,
    keys: [...config.keySets.flatMap(keysOf), ...config.ecKeys.map(ecKeyOf)],
    certificates: config.ecKeys.map(certificatesOf),
  };
}

function domainSetup(
  domain: SecurityDomainConfig,
  config: GlobalPlatformConfig,
): SecurityDomainSetup {
  const aid = unhex(domain.aid);
  const channels = channelsOf(config);
  const objects = new Map<number, Bytes>([
    [OBJECT.DIVERSIFICATION, makeDiversification(aid, unhex(config.cplc))],
    [OBJECT.CARD_DATA, emitSecurityDomainData({ version: config.version, channels })],
  ]);
  for (const [tag, value] of Object.entries(domain.data)) {
    objects.set(Number.parseInt(tag, 16), unhex(value));
  }
  return {
    name: domain.name,
    aid,
    objects,
    lifeCycle: DOMAIN_LIFE_CYCLE[domain.lifeCycle],
    privileges: parsePrivileges(unhex(domain.privileges)),
    keys: [...(domain.keySets ?? []).flatMap(keysOf), ...(domain.ecKeys ?? []).map(ecKeyOf)],
    certificates: domain.ecKeys?.map(certificatesOf),
  };
}

function channelsOf({ secureChannels }: GlobalPlatformConfig): readonly ChannelOption[] {
  return secureChannels.map(({ protocol, i }) => ({
    protocol: PROTOCOLS.find((one) => one.name === protocol)!.id,
    option: Number.parseInt(i, 16),
  }));
}

function keysOf({ version, type, enc, mac, dek }: KeySetDescription): readonly Key[] {
  const secret = (text: string): Secret => new Secret(unhex(text));
  const set = { version, enc: secret(enc), mac: secret(mac), dek: secret(dek) };
  return type === 'DES' ? desKeys(set) : aesKeys(set);
}

function ecKeyOf({ version, id, curve, privateKey, publicKey }: EcKeyDescription): Key {
  const value = new Secret(unhex(privateKey ?? publicKey ?? ''));
  const type = privateKey === undefined ? KEY_TYPE.ECC_PUBLIC : KEY_TYPE.ECC_PRIVATE;
  const reference = new Secret(bytes(REFERENCED_CURVES.indexOf(curve)));
  return {
    version,
    id,
    parts: [
      { type, value },
      { type: KEY_TYPE.ECC_CURVE, value: reference },
    ],
    usage: NOT_GIVEN,
    access: NOT_GIVEN,
  };
}

function certificatesOf({
  version,
  id,
  certificates,
  authority,
  allowedSerials,
}: EcKeyDescription) {
  return {
    version,
    id,
    bundle: unhex(certificates.join('')),
    authority: unhex(authority ?? ''),
    serials: allowedSerials?.map((one) => unhex(one)),
  };
}

/**
 * This is no UICC: it has no card application toolkit and takes no terminal profile. An application
 * may have such instructions of its own; a security domain has none, and a command of the card
 * session leaves its secure channel alone. [TS102221 §11.2] [GPCS §11.1.3]
 */
function refuseSessionCommand({ cla }: Pick<Command, 'cla'>): never {
  refuseForeignClass(cla);
  refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'a command of UICCs');
}
