import './no-eval.ts';
export { MODULE_NAMES as NATIVE_MODULES, nativeLoadFile } from '../applets/index.ts';
export { bootDevice } from './boot-device.ts';
export type {
  AliasRow,
  ContainerRow,
  DamagedRecord,
  DeviceCore,
  DeviceLockRow,
  DeviceRecord,
  DeviceParts,
  EntityRow,
  LinkEvent,
  LinkRow,
  ManagedProfile,
  Management,
  PairingRule,
  ProfileChange,
  ProfileElementStatus,
  ProfileFileRow,
  ProfileLoadResult,
  ProfileReference,
  ProfileRow,
  Ruling,
  RulingRow,
  TraceView,
} from './contract.ts';
export {
  canonicalJson,
  type ContainerDescription,
  type Description,
  type DescriptionInput,
  descriptionJsonSchema,
  FORM_FACTORS,
  type InterfaceDescription,
  type MemorySizes,
  parseDescription,
} from './description.ts';
export {
  type DescriptionSecret,
  maskSecrets,
  replaceSecrets,
  secretsOf,
  shownDescriptionSchema,
} from './description-secrets.ts';
export {
  CLIENTS,
  type ClientKind,
  HOST_KINDS,
  MOUNTS,
  type HostDescription,
  type HostKind,
} from './host-description.ts';
export type { Whole, Written } from '../containers/shapes/index.ts';
export { explainProfilePackage } from '../containers/euicc/index.ts';
export { REACHES, ruleInWords, RULING_SCOPES, VERDICTS } from '../os/ruling/index.ts';
export { muteError } from './mute.ts';
export { MANAGEMENT_READS } from './unread-rows.ts';
export {
  type OwnedRecord,
  type Form as RecordForm,
  type RecordView,
  storedRecords,
} from '../os/nvm/index.ts';
export type {
  CardEnd,
  ConnectivityEvent,
  LineSide,
  LineSignal,
  LinkPlugin,
  PluginCardParts,
  PluginSettings,
  TerminalEnd,
  TerminalResult,
  Transaction,
} from '../link/index.ts';
export { atrModels } from './presets/atr-models.ts';
export { type PresetName, presets } from './presets/index.ts';
export {
  checkCertificate,
  type CheckedCertificate,
  isProblem,
  type IssuerKey,
} from '../rsp/trust/index.ts';
