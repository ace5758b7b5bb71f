/** GlobalPlatform from off the card: what manages content, keys and life cycles. [GPCS §9] */
export { authenticate, type Authentication } from './channel/authenticate.ts';
export {
  agreeScp11,
  type HostIdentity,
  scp11KeyId,
  type Scp11Variant,
  type Scp11Wish,
} from './channel/scp11.ts';
export type { SecureMessaging } from './channel/secure-messaging.ts';
export { CardSession, type OffCardParts } from './card-session.ts';
export { type CardCommand, checkAccepted } from './command.ts';
export {
  type HostConversation,
  type HostRequest,
  manage,
  type Progress,
  type Surroundings,
  transmit as transmitToCard,
} from './conversation.ts';
export {
  type ArchiveFile,
  isComponent,
  isLoadedComponent,
  joinCap,
  splitCap,
  type LoadFileSummary,
  summarizeLoadFile,
} from './content/cap.ts';
export { deleteContent, deleteKeys } from './content/delete.ts';
export {
  type ChangeRequest,
  installForExtradition,
  installForInstall,
  installForLoad,
  installForMakeSelectable,
  installForPersonalization,
  installForRegistryUpdate,
  installParameters,
  type InstallRequest,
  loadParameters,
  type LoadRequest,
  type MemoryWish,
  type ParameterWish,
} from './content/install.ts';
export { type Dap, dapOf, emitLoadFile, loadCommands } from './content/load-file.ts';
export { type NewKey, putKey, type PutKeyWish } from './content/put-key.ts';
export {
  type Confirmation,
  emitOperation,
  parseConfirmation,
  verifiesReceipt,
} from './content/receipt.ts';
export {
  type CardStateName,
  setApplicationState,
  setCardState,
  setDomainState,
} from './content/set-status.ts';
export { type Signer, signerOf } from './content/signature.ts';
export {
  emitDataGrouping,
  storeBlocks,
  storeDataCommands,
  type StoreWish,
} from './content/store-data.ts';
export type { TokenSource } from './content/token.ts';
export { cardPublicKey, certificatesIn, curveOfPoint } from './data/card-certificate.ts';
export {
  type CardData,
  getData,
  getDataCommand,
  type OfferedProtocol,
  parseCardData,
} from './data/get-data.ts';
export {
  getStatus,
  listRegistry,
  parseEntries,
  parseOldEntries,
  type RegistryRow,
} from './data/get-status.ts';
export {
  describeKey,
  type KeyPart as KeyInformationPart,
  type KeyRow,
  parseKeyInformation,
} from './data/key-information.ts';
export { emitPrivilegeNames, entryStateName, privilegeNames, privilegesFor } from './data/names.ts';
export { parseProduction } from './data/production.ts';
export {
  type Diversification,
  DIVERSIFICATIONS,
  diversify,
  KEY_NAMES,
  type KeyName,
  type StaticKeys,
} from './keys.ts';
export {
  type CardFacts,
  loadContent,
  type LoadTask,
  putKeys,
  readFacts,
  storeData,
} from './manage.ts';
