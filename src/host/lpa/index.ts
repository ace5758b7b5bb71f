/** A local profile assistant in the device: chip, profiles, downloads. [SGP22 §2.4.1] */
export { type ChipFacts, readAddresses, readChip, readEid, setDefaultDpAddress } from './chip.ts';
export {
  holdLpa,
  type LpaConversation,
  type LpaPost,
  type LpaQuestion,
  type LpaRequest,
  type LpaSurroundings,
  NO,
  YES,
} from './conversation.ts';
export { BLOCK_LENGTH, ISD_R_AIDS, IsdRChannel, type IsdRChannelOptions } from './isd-r-channel.ts';
export type { ProfileOffer } from './offer.ts';
export {
  disableProfile,
  enableProfile,
  findProfile,
  listProfiles,
  setNickname,
  shortName,
  type SwitchOptions,
} from './profiles.ts';
export { type ActivationCode, emitActivationCode, parseActivationCode } from './activation-code.ts';
export { discoverEvents, type EventEntry } from './discovery.ts';
export { download, type Downloaded, type DownloadWish } from './download.ts';
export type { DeviceFacts, LpaParts } from './lpa-parts.ts';
export { deleteProfile, resetMemory, type ResetOption } from './memory.ts';
export {
  type Delivery,
  listNotifications,
  removeNotification,
  sendNotifications,
} from './notifications.ts';
