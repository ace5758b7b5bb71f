export { bootDevice } from './boot-device.ts';
export { canonicalJson } from './canonical-json.ts';
export type {
  AliasRow,
  ContainerRow,
  DamagedRecord,
  Device,
  DeviceLockRow,
  DeviceRecord,
  DeviceSeat,
  EntityRow,
  LinkRow,
  Management,
  PairingRule,
  Ruling,
  RulingRow,
  TraceView,
} from './contract.ts';
export {
  type ContainerDescription,
  type Description,
  descriptionJsonSchema,
  ENTITIES,
  type EntityKind,
  FORM_FACTORS,
  HOST_KINDS,
  type HostDescription,
  type HostKind,
  type InterfaceDescription,
  parseDescription,
} from './description.ts';
export { replaceKeys } from './description-keys.ts';
export { ruleInWords } from '../os/ruling/index.ts';
export { muteError } from './mute.ts';
export { storedRecords } from '../os/nvm/index.ts';
export type { LinkPlugin, PluginCardSeat, PluginSettings } from '../link/index.ts';
export { atrModels } from './presets/atr-models.ts';
export { type PresetName, presets } from './presets/index.ts';
