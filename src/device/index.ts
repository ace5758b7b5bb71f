export { bootDevice } from './boot.ts';
export type {
  AliasRow,
  ContainerRow,
  Device,
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
  FORM_FACTORS,
  type InterfaceDescription,
  parseDescription,
} from './description.ts';
export { type PresetName, presets } from './presets/index.ts';
