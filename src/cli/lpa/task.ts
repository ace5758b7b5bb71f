/** What a command of `bifrons lpa` works with. */
import type { IsdRChannel, LpaConversation, LpaParts, LpaQuestion } from '../../host/lpa/index.ts';
import type { Card } from '../card-place.ts';
import type { Output } from '../output.ts';

export interface LpaTask {
  readonly output: Output;
  readonly card: Card;
  readonly parts: LpaParts;
  /** Holds a conversation with the eUICC. */
  hold<T>(exchange: (isdR: IsdRChannel) => LpaConversation<T>): Promise<T>;
}

export type AnswerQuestion = (question: LpaQuestion, output: Output) => Promise<Uint8Array>;
