/** Remote SIM provisioning as a library: what an eUICC does behind its ISD-R. [SGP22] */
export { cardResource, type ResourceParts } from './card-resource.ts';
export { ES10_FUNCTIONS, runEs10 } from './es10.ts';
export type { Es10Function } from './es10-function.ts';
export {
  type Edition,
  EDITION_NAMES,
  type EditionName,
  editionOf,
  M2M_EDITION_NAMES,
} from './edition.ts';
export { ECASD, Euicc, type EuiccParts, TAG_EID } from './euicc.ts';
export type { DownloadFacts, Installation, ProfileInstaller } from './profile-installer.ts';
export { ISD_P, PROFILES_MAX, type Profile, ProfileStore } from './profile-store.ts';
export { EMPTY_SELECTS, type EuiccSettings, euiccSettings } from './settings.ts';
export type { ProfileMetadata, ProfileSetup } from './setup.ts';
export { updateMetadata, type UpdateMetadataParts } from './update-metadata.ts';
export { checkBlock, ES10_COMMAND_LENGTH_MAX, forgetBlocks, storeData } from './store-data.ts';
