/** One command of `bifrons lpa`: an eUICC, and a way to its ISD-R. */
import { unhex } from '../../base/index.ts';
import type { IsdRChannel, LpaConversation } from '../../host/lpa/index.ts';
import { type Card, openCard, printed } from '../card-place.ts';
import { Output } from '../output.ts';
import { ProgressBar } from '../progress-bar.ts';
import type { LpaOptions } from './options.ts';

export interface LpaTask {
  readonly output: Output;
  readonly card: Card;
  /** Holds a conversation with the eUICC. */
  hold<T>(exchange: (isdR: IsdRChannel) => LpaConversation<T>): Promise<T>;
}

/** Commands that only look: where there is no device yet, they leave no folder. */
const LOOKS: readonly string[] = ['chip', 'list'];

/** Opens a channel to the ISD-R and does the work; the card is let go of, whatever happens. */
export async function withLpaTask(
  options: LpaOptions,
  doing: string,
  work: (task: LpaTask) => Promise<void>,
): Promise<void> {
  const { ISD_R_AIDS, IsdRChannel: Channel } = await import('../../host/lpa/index.ts');
  const { holdLpaConversation } = await import('../../run/runner/index.ts');
  const card = await openCard(options, {
    doing: `bifrons lpa ${doing}`,
    look: LOOKS.includes(doing),
    kind: 'euicc',
  });
  const output = new Output(options);
  const bar = new ProgressBar(output);
  const { isdR: named, channel, blockLength } = options;
  const described = card.aidsOf('ISD-R');
  const aids = named === undefined ? [...described, ...ISD_R_AIDS] : [unhex(named)];
  const isdR = new Channel({ aids, channel, blockLength });
  const transmit = options.verbose === true ? printed(card.transmit) : card.transmit;
  const hold: LpaTask['hold'] = (exchange) =>
    holdLpaConversation(exchange(isdR), {
      transmit,
      reset: () => card.reset(),
      post: unreachable,
      answer: unreachable,
      report: (progress) => bar.show(progress),
    }).finally(() => bar.end());
  try {
    await work({ output, card, hold });
    await hold((one) => one.close());
  } finally {
    await card.close();
  }
}

function unreachable(): Promise<never> {
  return Promise.reject(new Error('this command has no server'));
}
