/** Time travel: a device as it was after one of the commands of a journal. */
import { HostError } from '../../base/index.ts';
import type { Entry } from './entry.ts';
import { type Recording, replay, type ReplayResult } from './replay.ts';

/**
 * Runs the journal up to the turn that took command `commands` + 1, counted over all boots, or to
 * the next boot or tamper event; sessions and working memory are as they were. 0 is the device
 * before its first command. Throws `HostError` INPUT_INVALID where the journal has fewer,
 * JOURNAL_INVALID where it replays otherwise.
 */
export function rebuildAt(recording: Recording, commands: number): ReplayResult {
  let end: number | undefined;
  let before = 0;
  let after = 0;
  let last = 0;
  const whole = replay(recording, {
    ran(entry, count) {
      if (count <= commands) [before, last] = [count, entry];
      else if (end === undefined) {
        end = entry;
        after = count;
      }
    },
  });
  const { difference } = whole;
  if (difference !== undefined && (end === undefined || difference.entry < end)) {
    const { entry, where } = difference;
    const message = `entry ${entry + 1} replays otherwise, on ${where}`;
    throw new HostError('JOURNAL_INVALID', message, 'see bifrons replay for what is different');
  }
  if (commands > whole.commands) {
    const message = `the journal has commands up to number ${whole.commands}, not ${commands}`;
    throw new HostError('INPUT_INVALID', message, `give a number from 0 to ${whole.commands}`);
  }
  if (before < commands) {
    const message = `command ${commands} ran in one turn with command ${after}`;
    throw new HostError('INPUT_INVALID', message, `give ${before} or ${after}`);
  }
  // A boot ends what the command left behind, too, and so does a tamper event.
  const { entries } = recording;
  const ended = entries.findIndex((one, at) => at > last && isEnd(one));
  if (ended >= 0) end = Math.min(ended, end ?? ended);
  return end === undefined ? whole : replay(recording, { before: end });
}

function isEnd({ kind }: Entry): boolean {
  return kind === 'boot' || kind === 'tamper';
}
