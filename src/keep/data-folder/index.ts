export { DataFolder, storedDescription, type RequestedDevice } from './data-folder.ts';
export {
  listSnapshots,
  loadSnapshot,
  saveSnapshot,
  type Snapshot,
  type SnapshotRow,
} from './snapshot.ts';
