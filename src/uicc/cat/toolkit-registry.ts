/**
 * The toolkit applications of one UICC together: which menu entries and timers each has. All of it
 * follows from the parameters that their installation left. [TS102226 §8.2.1.3.2.2] [TS102241 §6]
 */
import { equal } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { TIMERS_MAX, type ToolkitParameters } from './toolkit-parameters.ts';

const CLAUSE = 'TS102226 §8.2.1.3.2.2';
/** The first identifier that the card gives itself. */
const OWN_ID_FIRST = 0x80;

/** What an application has of its UICC. */
export interface ToolkitPlace {
  /** Identifiers of its menu entries, in the order of its parameters. */
  readonly entries: readonly number[];
  readonly textLengthMax: number;
  /** Numbers of its timers. */
  readonly timers: readonly number[];
}

/** Refuses parameters that contradict those of the others. */
export function checkRegistration(
  added: ToolkitParameters,
  others: readonly ToolkitParameters[],
): void {
  const timers = others.reduce((sum, one) => sum + one.timers, added.timers);
  if (timers > TIMERS_MAX) refuse(SW.CONDITIONS, CLAUSE, `${timers} timers of ${TIMERS_MAX}`);
  const named = others.flatMap(({ entries }) => entries.map(({ id }) => id));
  const twice = added.entries.find(({ id }) => id !== 0 && named.includes(id));
  if (twice !== undefined)
    refuse(SW.CONDITIONS, CLAUSE, `menu entry ${twice.id} is another application’s`);
  const tars = others.flatMap((one) => one.tars);
  if (added.tars.some((tar) => tars.some((one) => equal(one, tar))))
    refuse(SW.CONDITIONS, CLAUSE, 'the TAR is another application’s');
}

/** In the order of the applications; nothing of one depends on those behind it. */
export function toolkitPlaces(all: readonly ToolkitParameters[]): readonly ToolkitPlace[] {
  let timer = 1;
  let own = OWN_ID_FIRST;
  return all.map(({ entries, timers, textLengthMax }) => ({
    entries: entries.map(({ id }) => (id === 0 ? own++ : id)),
    textLengthMax,
    timers: Array.from({ length: timers }, () => timer++),
  }));
}
