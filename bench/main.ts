/** Runs every benchmark and prints the table; `--json FILE` writes the rows too. */
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type BenchRow, runBench } from './frame.ts';
import { appletBenches } from './applets.ts';
import { bytesBenches } from './bytes.ts';
import { channelBenches } from './channels.ts';
import { contentBenches } from './content.ts';
import { cryptoBenches } from './crypto.ts';
import { deviceBenches } from './device.ts';
import { fileBenches } from './files.ts';
import { kernelBenches } from './kernel.ts';
import { linkBenches } from './links.ts';
import { memoryBenches } from './memory.ts';
import { noiseBenches } from './noise.ts';
import { profileBenches } from './profiles.ts';
import { registryChangeBenches } from './registry-change.ts';
import { routingBenches } from './routing.ts';
import { socketBenches } from './sockets.ts';
import { rspBenches } from './rsp.ts';
import { stateBenches } from './state.ts';
import { storeBenches } from './store.ts';
import { renderTable } from './table.ts';
import { traceBenches } from './trace.ts';

const WRONG_USAGE = 2;

/** What the command line says, checked before anything runs: benchmarks take minutes. */
function options(): { readonly json: string | undefined; readonly only: string } {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'string' }, only: { type: 'string', default: '' } },
    });
    if (values.json !== undefined) checkWritable(values.json);
    return { json: values.json, only: values.only };
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    process.stderr.write(`bench: ${why} (npm run bench -- [--json FILE] [--only WORD])\n`);
    process.exit(WRONG_USAGE);
  }
}

/** Throws where the file cannot be written; leaves things as they were. */
function checkWritable(path: string): void {
  const wasThere = existsSync(path);
  closeSync(openSync(path, 'a'));
  if (!wasThere) rmSync(path);
}

const values = options();

const ALL = [
  ...routingBenches,
  ...kernelBenches,
  ...fileBenches,
  ...profileBenches,
  ...rspBenches,
  ...registryChangeBenches,
  ...bytesBenches,
  ...cryptoBenches,
  ...channelBenches,
  ...contentBenches,
  ...traceBenches,
  ...linkBenches,
  ...noiseBenches,
  ...deviceBenches,
  ...stateBenches,
  ...memoryBenches,
  ...appletBenches,
  ...storeBenches,
  ...socketBenches,
];

const rows: BenchRow[] = [];
for (const bench of ALL) {
  if (!bench.name.includes(values.only)) continue;
  rows.push(await runBench(bench));
}
process.stdout.write(`${renderTable(rows)}\n`);
const missed = rows.filter((row) => row.met === false).length;
process.stdout.write(`${rows.length} figures, ${missed} targets missed\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
