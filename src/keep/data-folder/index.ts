export { DataFolder, storedDescription, type RequestedDevice } from './data-folder.ts';
export { findDevices, type FoundDevice, registerDevice } from './devices.ts';
export { ownerOf, type OwnerLock, takeOwnership } from './owner-lock.ts';
export { devicesFolder, type FolderPaths, folderPaths, forPeople } from './paths.ts';
export {
  listSnapshots,
  loadSnapshot,
  saveSnapshot,
  type Snapshot,
  type SnapshotRow,
} from './snapshot.ts';
