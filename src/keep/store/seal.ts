/**
 * The seal: size and checksum of the store's file, written when it is closed cleanly. While it
 * holds, the file is as LMDB left it and can be mapped without fear.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readTextWhole, writeFileSoon } from '../files/index.ts';

export const DATA_FILE = 'data.mdb';
export const SEAL_FILE = 'seal.json';
const SEAL_RULES = { lengthMax: 4_096, noLink: true };

interface Seal {
  readonly size: number;
  readonly crc: number;
}

async function measure(folder: string): Promise<Seal> {
  const data = await readFile(join(folder, DATA_FILE));
  return { size: data.length, crc: crc32(data) };
}

/** Whether the file is exactly what was sealed. */
export async function sealHolds(folder: string): Promise<boolean> {
  try {
    const seal = JSON.parse(readTextWhole(join(folder, SEAL_FILE), SEAL_RULES)) as Seal;
    const now = await measure(folder);
    return seal.size === now.size && seal.crc === now.crc;
  } catch {
    return false;
  }
}

export async function breakSeal(folder: string): Promise<void> {
  await rm(join(folder, SEAL_FILE), { force: true });
}

/** A seal lost in a power cut only costs the next open a closer look, so it needs no sync. */
export async function putSeal(folder: string): Promise<void> {
  writeFileSoon(join(folder, SEAL_FILE), JSON.stringify(await measure(folder)));
}
