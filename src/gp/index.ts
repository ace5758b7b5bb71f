/**
 * GlobalPlatform as a library. Where things stand, and where more goes:
 *
 * - `registry/`: entries, life cycles, privileges, handles. A new transition: `life-cycle.ts`.
 * - `domain/`: what a security domain keeps (keys, data objects) and says of itself.
 * - `command/`: one command in one file, one row in `table.ts`.
 * - `channel/`: one secure channel protocol in one folder, one row in `protocols.ts`.
 * - `content/`: how entries come and go and change: what INSTALL, LOAD and DELETE stand on.
 * - `service/`: what an application may request of its card.
 * - `runtime.ts`: the only interface to what runs applications.
 *
 * `docs/architecture.md` says more.
 */
export { PROTOCOLS } from './channel/protocols.ts';
export { SCP03 } from './channel/scp03/options.ts';
export { PacketReceiver, type ReceivedPacket } from './channel/scp80/packet-receiver.ts';
export { type RunCommand, runRemoteCommands } from './channel/scp80/remote-commands.ts';
export { type CardParts, GlobalPlatformCard } from './card.ts';
export { type CommandHead, parseHead, refuseForeignClass } from './command/command-head.ts';
export { type CommandDefinition, incoming } from './command/definition.ts';
export { returnsNothing } from './command/dispatch.ts';
export { getData } from './command/get-data.ts';
export type { PlainCommand } from './command/plain-command.ts';
export { type DomainRole, STANDARD_ROLE } from './command/role.ts';
export { select } from './command/select.ts';
export { STANDARD_COMMANDS } from './command/table.ts';
export { parseTagList, TAG_TAG_LIST } from './command/tag-list.ts';
export { addApplication, addSecurityDomain } from './content/add-entries.ts';
export {
  addApplicationContent,
  addLoadFileContent,
  type ApplicationContent,
  type LoadFileContent,
} from './content/package-content.ts';
export { removeEntry } from './content/remove-entry.ts';
export { createCard, holdsCard } from './create-card.ts';
export { emitCardCapabilities } from './domain/card-capability-information.ts';
export {
  cardVersion,
  emitCardData,
  emitSecurityDomainData,
  GLOBAL_PLATFORM_VERSIONS,
  type GlobalPlatformVersion,
  hasCardCapabilities,
} from './domain/card-recognition-data.ts';
export { type CardSettings, type ChannelOption, NO_SETTINGS } from './domain/card-settings.ts';
export { type KeyCertificates, storeCertificates } from './domain/certificate-store.ts';
export { type DataObjectMap, keptObject } from './domain/data-objects.ts';
export { makeDiversification } from './domain/diversification.ts';
export type { Domain, Environment, ObjectMaker, OuterObject } from './domain/domain.ts';
export { emitFileControlInformation } from './domain/file-control-information.ts';
export { aesKeys, desKeys, type Key, type KeySet, NOT_GIVEN } from './domain/key.ts';
export {
  LOAD_HASHES,
  type Personality,
  STANDARD_PERSONALITY,
  STATUS_FORMS,
} from './domain/personality.ts';
export { openCard } from './open-card.ts';
export type { RegistryEntry } from './registry/entry.ts';
export { Handles } from './registry/handles.ts';
export { isApplicationState, isSelectableState, mayCardGo } from './registry/life-cycle.ts';
export { ENTRY_TRANSITIONS, type Mover } from './registry/transitions.ts';
export { LIFE_CYCLE } from './registry/life-cycle-record.ts';
export { ISSUER_PRIVILEGES } from './registry/privileges.ts';
export type {
  ApplicationCode,
  ApplicationPlace,
  ApplicationRuntime,
  ApplicationSystem,
  ApplicationTraits,
  ContactlessEntry,
  ContactlessRegistry,
  InstallParameters,
  LoadFileBlock,
  LoadedFile,
  PersonalizationChannel,
  Deselection,
  UiccRegistry,
} from './runtime.ts';
export {
  type Cvm,
  CVM_FAMILY,
  CVM_GLOBAL_PIN,
  type CvmService,
  type CvmState,
  type CvmValue,
  type ServiceClient,
} from './service/cardholder-verification.ts';
export {
  CONTACTLESS_STATE,
  CONTACTLESS_TAG,
  type Contactless,
  type ContactlessPriority,
} from './registry/contactless.ts';
export type { ApplicationSetup, CardSetup, LoadFileSetup, SecurityDomainSetup } from './setup.ts';
