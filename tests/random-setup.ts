/** Loaded into every test process: the seed of every property, and the command that replays it. */
import fc, { type RunDetails } from 'fast-check';
import { RANDOM_SEED, replayCommand } from './random-counts.ts';

fc.configureGlobal({
  seed: RANDOM_SEED,
  reporter: (details: RunDetails<unknown>) => {
    if (!details.failed) return;
    const message = fc.defaultReportMessage(details) ?? 'a property failed';
    throw new Error(`${message}\nreplay: ${replayCommand(process.argv[1] ?? '')}`, {
      cause: details.errorInstance,
    });
  },
});
