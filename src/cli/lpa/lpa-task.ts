/** One command of `bifrons lpa`: an eUICC, a way to its ISD-R, and to servers if it needs one. */
import { EMPTY, unhex } from '../../base/index.ts';
import type { LpaPlace } from '../../run/runner/conversations/index.ts';
import { type Card, openCard, printed } from '../card-place.ts';
import { Output } from '../output.ts';
import { ProgressBar } from '../progress-bar.ts';
import type { LpaOptions, NotifyOptions, ServerOptions } from './options.ts';
import type { AnswerQuestion, LpaTask } from './task.ts';

/** Commands that only look: where there is no device yet, they leave no folder. */
const LOOKS: readonly string[] = ['chip', 'list', 'notifications list'];

/** What a command with a server needs besides. */
interface Surroundings {
  readonly post: LpaPlace['post'];
  readonly answer: LpaPlace['answer'];
}

const NO_SERVERS: Surroundings = {
  post: () => Promise.reject(new Error('this command has no server')),
  answer: () => Promise.resolve(EMPTY),
};

/** Opens a channel to the ISD-R and does the work; the card is let go of, whatever happens. */
export async function withLpaTask(
  options: LpaOptions,
  doing: string,
  work: (task: LpaTask) => Promise<void>,
): Promise<void> {
  const card = await openEuicc(options, doing);
  try {
    await workWith(card, { options, around: NO_SERVERS }, work);
  } finally {
    await card.close();
  }
}

/** The same with a way to servers, and answers to the questions that a download has. */
export async function withServerTask(
  options: ServerOptions,
  doing: string,
  work: (task: LpaTask) => Promise<void>,
  answer?: AnswerQuestion,
): Promise<void> {
  const { openServers } = await import('./servers.ts');
  const card = await openEuicc(options, doing);
  try {
    const servers = await openServers(options, card.issuers);
    const output = new Output(options);
    const around: Surroundings = {
      post: (request) => servers.post(request),
      answer: async (question) => (await answer?.(question, output)) ?? EMPTY,
    };
    try {
      await workWith(card, { options, around }, work);
    } finally {
      servers.close();
    }
  } finally {
    await card.close();
  }
}

/** A change, and then its notifications are sent unless the options keep them. */
export async function withChangeTask(
  options: NotifyOptions,
  doing: string,
  work: (task: LpaTask) => Promise<void>,
  answer?: AnswerQuestion,
): Promise<void> {
  await withServerTask(
    options,
    doing,
    async (task) => {
      const { sendAll } = await import('./send-notifications.ts');
      try {
        await work(task);
      } catch (error) {
        // A failed installation has a notification of its own; its error is what counts.
        if (options.notify) await sendAll(task).catch(() => {});
        throw error;
      }
      if (options.notify) await sendAll(task);
    },
    answer,
  );
}

function openEuicc(options: LpaOptions, doing: string): Promise<Card> {
  const look = LOOKS.includes(doing);
  return openCard(options, { doing: `bifrons lpa ${doing}`, look, kind: 'euicc' });
}

async function workWith(
  card: Card,
  {
    options,
    around,
  }: { readonly options: LpaOptions & ServerOptions; readonly around: Surroundings },
  work: (task: LpaTask) => Promise<void>,
): Promise<void> {
  const { ISD_R_AIDS, IsdRChannel: Channel } = await import('../../host/lpa/index.ts');
  const { holdLpaConversation } = await import('../../run/runner/conversations/index.ts');
  const { nodeCrypto } = await import('../../attach/node-crypto/index.ts');
  const { deviceFacts } = await import('./servers.ts');
  const output = new Output(options);
  const bar = new ProgressBar(output);
  const { isdR: named, channel, blockLength } = options;
  const described = card.aidsOf('ISD-R');
  const aids = named === undefined ? [...described, ...ISD_R_AIDS] : [unhex(named)];
  const isdR = new Channel({ aids, channel, blockLength });
  const place: LpaPlace = {
    transmit: options.verbose === true ? printed(card.transmit) : card.transmit,
    reset: () => card.reset(),
    post: around.post,
    answer(question) {
      bar.end();
      return around.answer(question);
    },
    report: (progress) => bar.show(progress),
  };
  const hold: LpaTask['hold'] = (exchange) =>
    holdLpaConversation(exchange(isdR), place).finally(() => bar.end());
  const parts = { isdR, crypto: nodeCrypto, device: deviceFacts(options) };
  try {
    await work({ output, card, parts, hold });
  } catch (error) {
    // A card that stays powered would keep the channel; the first error is what counts.
    await hold((one) => one.close()).catch(() => {});
    throw error;
  }
  await hold((one) => one.close());
}
