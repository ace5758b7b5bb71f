export { NOTICE_PARAMETERS_MAX } from './contract.ts';
export type {
  Command,
  Container,
  DeviceLockService,
  Entity,
  EntityList,
  HeaderAnswer,
  Notice,
  Response,
  Services,
  TitledContainer,
  Verdict,
} from './contract.ts';
export { derived } from './derived.ts';
export { aidKey, entitiesByAid, entityByHandle } from './entity-lookup.ts';
export { type Extent, firstFit, lengthFor } from './extents.ts';
export {
  type Arena,
  ARENA_PAGE_SHIFT,
  type Cell,
  type Codec,
  type Counter,
  type Nvm,
  type PartOptions,
  type Region,
  type Savepoint,
} from './nvm.ts';
export { Refusal, refuse } from './refusal.ts';
export type { CardSession, Ram, RamOwner, RamSlot, Session } from './session.ts';
export { ramSlot } from './session.ts';
export { isSessionCommand } from './session-commands.ts';
export type {
  ProfileElementStatus,
  ProfileFileRow,
  ProfileLoadResult,
  ProfileMaintenance,
  ProfileRow,
} from './profile-maintenance.ts';
