/** The load file data block in a file: a CAP archive, or its components one behind the other. */
import { writeFileSync } from 'node:fs';
import { type Bytes, HostError, isWireError } from '../../base/index.ts';
import { nativeLoadFile, NATIVE_MODULES } from '../../device/index.ts';
import { isComponent, isLoadedComponent, joinCap, splitCap } from '../../host/off-card/index.ts';
import { readGivenFile } from '../read-given-file.ts';
import { emitArchive, isArchive, readArchive, type ReadOptions } from './archive.ts';

const FILE_LENGTH_MAX = 16 * 1024 * 1024;
/** A component has a length of two bytes, and three bytes before it. */
const COMPONENT_LENGTH_MAX = 0x10003;

/** Throws `HostError` INPUT_INVALID. */
export function readLoadFile(path: string): Bytes {
  const reads = isLoadedComponent;
  return readBlock(path, { reads, lengthMax: COMPONENT_LENGTH_MAX });
}

/** All components, those too that are never loaded. Throws `HostError` INPUT_INVALID. */
export function readEveryComponent(path: string): Bytes {
  return readBlock(path, { reads: isComponent, lengthMax: FILE_LENGTH_MAX });
}

function readBlock(path: string, options: ReadOptions): Bytes {
  const content = readGivenFile(path, { lengthMax: FILE_LENGTH_MAX });
  return isArchive(content) ? joinCap(readArchive(content, options)) : Uint8Array.from(content);
}

/** Writes the CAP file of a native application; the block that is in it. */
export function writeCap(module: string, path: string): Bytes {
  const block = nativeLoadFile(module);
  if (block === undefined) {
    const next = `modules here: ${NATIVE_MODULES.join(', ')}`;
    throw new HostError('INPUT_INVALID', `no native module is named ${module}`, next);
  }
  writeArchive(path, block, `bifrons/${module}`);
  return block;
}

/** Writes components as an archive; its files stand in a folder of this name. */
export function writeArchive(path: string, block: Bytes, folder: string): void {
  const components = splitCap(block);
  if (isWireError(components)) throw noFile(path, components.expected);
  const files = components.map(({ name, content }) => ({
    path: `${folder}/javacard/${name}`,
    content,
  }));
  try {
    writeFileSync(path, emitArchive(files));
  } catch (error) {
    throw new HostError('INPUT_INVALID', `${path}: ${(error as Error).message}`, 'give a new file');
  }
}

function noFile(path: string, why: string): HostError {
  return new HostError('INPUT_INVALID', `${path}: ${why}`, 'give a file that can be read');
}
