/** One function of ES10 from the LPA's side. [SGP22 §5.7] */
import {
  type Bytes,
  describeWireError,
  HostError,
  isWireError,
  type WireError,
} from '../../base/index.ts';
import type { LpaConversation } from './conversation.ts';
import type { IsdRChannel } from './isd-r-channel.ts';

export interface Es10Call<T> {
  /** As the specification names the function. */
  readonly name: string;
  readonly request: Bytes;
  readonly parse: (response: Bytes) => T | WireError;
}

/** Throws `HostError` CARD_REFUSED. */
export function* call<T>(isdR: IsdRChannel, function_: Es10Call<T>): LpaConversation<T> {
  const { name, request, parse } = function_;
  return readAnswer(name, parse(yield* isdR.send(name, request)));
}

export function readAnswer<T>(name: string, parsed: T | WireError): T {
  if (!isWireError(parsed)) return parsed;
  throw new HostError(
    'CARD_REFUSED',
    `${name}: the answer does not read: ${describeWireError(parsed)}`,
    'see what the card sends: --verbose prints commands and answers',
  );
}

/** The same, for a function that the eUICC may not have; nothing where it has not. */
export function* callIfThere<T>(
  isdR: IsdRChannel,
  function_: Es10Call<T>,
): LpaConversation<T | undefined> {
  try {
    return yield* call(isdR, function_);
  } catch (error) {
    if (error instanceof HostError && error.code === 'CARD_REFUSED') return undefined;
    throw error;
  }
}
