/** What EXTERNAL AUTHENTICATE of secure channel protocols 02 and 03 has in common. [GPCS §E.5.2] */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { CLASS_PROPRIETARY, CLASS_SECURE } from '../../wire/globalplatform/index.ts';
import type { CommandHead } from '../command/command-head.ts';
import type { ChannelPlace } from './protocol.ts';

/** Runs the step for what its header settles, and leaves the state of the channel as it was. */
export function withStateKept(place: ChannelPlace, step: () => void): void {
  const before = place.states.of(place.domain.handle);
  step();
  place.states.set(place.domain.handle, before);
}

/**
 * What INITIALIZE UPDATE left, if it came. A step that fails afterwards ends that initiation. In a
 * session that is open or aborted the command is a security error, whatever its MAC is.
 * [GPCS §E.1.6] [GPAmdD §5.2] [GPAmdD §5.6]
 */
export function takeInitiation(
  { domain, states }: ChannelPlace,
  { cla }: CommandHead,
  clause: string,
): object | undefined {
  const { handle } = domain;
  const before = states.of(handle);
  if (before.stage === 'initiated') states.set(handle, { stage: 'none' });
  if (before.stage === 'open' || before.stage === 'aborted') {
    states.set(handle, { stage: 'aborted' });
    refuse(SW.SECURITY_STATUS, 'GPAmdD §5.6', 'INITIALIZE UPDATE comes before');
  }
  if (cla !== (CLASS_PROPRIETARY | CLASS_SECURE)) {
    refuse(SW.CLA_NOT_SUPPORTED, clause, 'EXTERNAL AUTHENTICATE carries a MAC');
  }
  return before.stage === 'initiated' ? before.initiated : undefined;
}
