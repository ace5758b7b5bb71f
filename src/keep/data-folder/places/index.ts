export { findDevices, type FoundDevice, registerDevice } from './devices.ts';
export { ownerOf, type OwnerLock, takeOwnership } from './owner-lock.ts';
export { devicesFolder, type FolderPaths, folderPaths, forPeople } from './paths.ts';
export { identifySelf } from './process-identity.ts';
