/** Applications that events of the card's toolkit reach. [TS102241 §6] */
import type { ApplicationCode } from '../gp/index.ts';
import type { CardSession } from '../os/abi/index.ts';
import type { ToolkitEvent, ToolkitPlace, ToolkitResult } from '../uicc/index.ts';

export interface ToolkitCode extends ApplicationCode {
  readonly toolkit: ToolkitSide;
}

/** Where an event comes from, and what the application has there. */
export interface ToolkitSession {
  readonly card: CardSession;
  readonly place: ToolkitPlace;
}

export interface ToolkitSide {
  /** Texts of its menu entries; only as many count as its installation allows. */
  readonly entries: readonly string[];
  /** Events of SET UP EVENT LIST. */
  readonly events: readonly number[];
  /** Nothing where the event is not for it. */
  receive(event: ToolkitEvent, session: ToolkitSession): ToolkitResult | undefined;
  /** What one of its commands requested to send. [TS102241 §6.7.1] */
  due?(session: ToolkitSession): ToolkitResult | undefined;
}

export function isToolkitCode(code: ApplicationCode): code is ToolkitCode {
  return 'toolkit' in code;
}
