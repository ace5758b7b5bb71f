/** The child process of `probe.ts`: reads the store in a folder, prints a report as JSON. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Contents, type Damage, readContents } from './contents.ts';
import { openLmdb, readable, usedOf } from './lmdb-file.ts';
import { HostError } from '../../base/index.ts';
import { ioError } from '../files/index.ts';
import type { ProbeReport, ProbeResult } from './probe.ts';
import { DATA_FILE } from './seal.ts';

/** LMDB may count pages at the end that it took for a transaction and never wrote. */
const UNWRITTEN_BYTES_MAX = 262_144;

function report(contents: Contents, more: readonly Damage[]): ProbeReport {
  return {
    format: contents.root?.format,
    generation: contents.root?.generation,
    records: contents.digest.records,
    damage: [...contents.damage, ...more],
  };
}

async function main(folder: string): Promise<ProbeResult> {
  try {
    const file = await openLmdb(folder, 'read');
    const { size } = statSync(join(folder, DATA_FILE));
    const isWhole = usedOf(file) <= size + UNWRITTEN_BYTES_MAX;
    const short = { key: DATA_FILE, why: 'counts pages far behind its end' };
    return report(readContents(readable(file)), isWhole ? [] : [short]);
  } catch (error) {
    const nothing = { format: undefined, generation: undefined, records: 0 };
    const known = ioError(error, `open the store ${folder}`);
    if (known instanceof HostError && known.code === 'SYSTEM_LIMIT') {
      const { message, next } = known;
      return { ...nothing, damage: [], limit: { message, next } };
    }
    return { ...nothing, damage: [{ key: DATA_FILE, why: `cannot be read: ${known.message}` }] };
  }
}

process.stdout.write(JSON.stringify(await main(process.argv[2] ?? '')));
