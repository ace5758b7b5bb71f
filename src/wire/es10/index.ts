/** The messages between an LPA and the ISD-R: ES10a, ES10b, ES10c. [SGP22 §5.7] */
export * from './configured-addresses.ts';
export * from './empty-request.ts';
export * from './euicc-info.ts';
export * from './get-euicc-challenge.ts';
export * from './get-euicc-data.ts';
export * from './get-profiles-info.ts';
export * from './get-rat.ts';
export * from './isd-r-template.ts';
export * from './notifications.ts';
export {
  emitProfileIdentifier,
  ISD_P_AID_LENGTH_MAX,
  type ProfileIdentifier,
} from './profile-identifier.ts';
export {
  emitProfileInfo,
  ICON_LENGTH_MAX,
  ICON_TYPES,
  type IconType,
  NICKNAME_LENGTH_MAX,
  type OperatorId,
  parseProfileInfo,
  PPR,
  PROFILE_CLASSES,
  PROFILE_INFO_TAG,
  PROFILE_NAME_LENGTH_MAX,
  PROFILE_STATES,
  PROFILE_TAG,
  type ProfileClass,
  type ProfileInfo,
  type ProfileState,
  SERVICE_PROVIDER_LENGTH_MAX,
} from './profile-info.ts';
export * from './set-nickname.ts';
export * from './switch-profile.ts';
export { ES10_TAG } from './tags.ts';
export type { VersionType } from './version.ts';
