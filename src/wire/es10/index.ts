/** The messages between an LPA and the ISD-R: ES10a, ES10b, ES10c. [SGP22 §5.7] */
export * from './authenticate-server.ts';
export * from './cancel-session.ts';
export * from './configured-addresses.ts';
export * from './delete-profile.ts';
export * from './device-info.ts';
export * from './empty-request.ts';
export * from './euicc-info.ts';
export * from './euicc-memory-reset.ts';
export * from './get-euicc-challenge.ts';
export * from './get-euicc-data.ts';
export * from './get-profiles-info.ts';
export * from './get-rat.ts';
export * from './isd-r-template.ts';
export * from './load-crl.ts';
export {
  emitNotificationMetadata,
  NOTIFICATION_EVENT,
  type NotificationEventName,
  type NotificationMetadata,
  parseNotificationMetadata,
} from './notification-metadata.ts';
export * from './notifications.ts';
export { type Failed, isFailed, type SessionError } from './outcome.ts';
export * from './pending-notification.ts';
export * from './prepare-download.ts';
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
  type NotificationConfiguration,
  type OperatorId,
  parseProfileInfo,
  PPR,
  PROFILE_CLASSES,
  PROFILE_ELEMENTS,
  PROFILE_INFO_TAG,
  PROFILE_NAME_LENGTH_MAX,
  PROFILE_STATES,
  PROFILE_TAG,
  type ProfileClass,
  type ProfileInfo,
  type ProfileState,
  PROPRIETARY_LENGTH_MAX,
  SERVICE_PROVIDER_LENGTH_MAX,
} from './profile-info.ts';
export * from './set-nickname.ts';
export { emitSignature, SIGNATURE } from './signature.ts';
export * from './switch-profile.ts';
export { ES10_TAG } from './tags.ts';
export { TRANSACTION_ID, TRANSACTION_ID_LENGTH_MAX } from './transaction-id.ts';
export type { VersionType } from './version.ts';
