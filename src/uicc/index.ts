/**
 * The UICC as a library. Where things stand, and where more goes:
 *
 * - `file/`: files, their volumes, access rules, control parameters.
 * - `pin/`: PINs and keys, their counters, what is verified.
 * - `command/`: one command or family in one file, one row in `table.ts`.
 * - `usim/`: AUTHENTICATE, its keys and sequence numbers.
 * - `cat/`: the toolkit. `remote/`: packets over the air.
 * - `legacy-class.ts`: class A0. `suspension.ts`: SUSPEND UICC.
 *
 * `docs/architecture.md` says more.
 */
export { AccessRules, keyReference } from './file/described-rules.ts';
export type { Condition } from './file/access-rule.ts';
export { UICC_COMMANDS } from './command/table.ts';
export { LEGACY_INSTRUCTIONS } from './legacy-class.ts';
export type { UiccCommand } from './command/definition.ts';
export {
  type FileAttributes,
  type FileEntry,
  type FileKind,
  FILE_KINDS,
  LIFE_CYCLE,
  PLAIN_FILE,
  SPECIAL,
} from './file/file-entry.ts';
export { DATA_CODING, emitFileDescriptor, parseFileDescriptor } from './file/file-descriptor.ts';
export { TAG_FILLING_PATTERN, TAG_REPEAT_PATTERN } from './file/fill.ts';
export {
  FID_ARR,
  FID_MF,
  type FileRef,
  FileSystem,
  holdsFiles,
  VOLUMES_MAX,
} from './file/file-system.ts';
export { Volume } from './file/volume.ts';
export { applicationName } from './application-name.ts';
export { ATTEMPTS_MAX, KEY, type Pin, PIN_LENGTH, type UnblockCode } from './pin/pin.ts';
export {
  createUicc,
  type FileSetup,
  type SubscriptionSetup,
  type UiccSetup,
  type VolumeSetup,
} from './setup.ts';
export { TOKEN_LENGTH } from './suspension.ts';
export { Uicc, type UiccParts } from './uicc.ts';
export { keyFileContent } from './usim/key-file.ts';
export { type AlgorithmName, STANDARD_MILENAGE, type Subscription } from './usim/subscription.ts';
export * from './cat/index.ts';
export * from './remote/index.ts';
