/** The child process of `probe.ts`: reads the store in a folder, prints a report as JSON. */
import { type Contents, readContents } from './contents.ts';
import { openLmdb, readable } from './lmdb-file.ts';
import type { ProbeReport } from './probe.ts';
import { DATA_FILE } from './seal.ts';

function report(contents: Contents): ProbeReport {
  return {
    format: contents.root?.format,
    generation: contents.root?.generation,
    records: contents.digest.records,
    damage: contents.damage,
  };
}

async function main(folder: string): Promise<ProbeReport> {
  try {
    const file = await openLmdb(folder, 'read');
    return report(readContents(readable(file)));
  } catch (error) {
    const why = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return {
      format: undefined,
      generation: undefined,
      records: 0,
      damage: [{ key: DATA_FILE, why }],
    };
  }
}

process.stdout.write(JSON.stringify(await main(process.argv[2] ?? '')));
