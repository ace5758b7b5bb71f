/** Bound profile packages and the commands in them: ES8+, and ES6. [SGP22 §5.4] [SGP22 §5.5] */
export {
  type BoundProfilePackage,
  emitBoundProfilePackage,
  parseBoundProfilePackage,
  segmentsOfPackage,
  SEQUENCE_NAMES,
} from './bound-profile-package.ts';
export * from './configure-isdp.ts';
export * from './initialise-secure-channel.ts';
export * from './replace-session-keys.ts';
export * from './store-metadata.ts';
export { ES8_TAG, SEGMENT_OF, SEQUENCE_TAG, type SequenceName } from './tags.ts';
export * from './update-metadata.ts';
