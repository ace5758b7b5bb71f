/** What a case exchanged, for the reader of a failure. */
import { type Bytes, hex } from '../../base/index.ts';

export interface Exchange {
  /** `ES10b.AuthenticateServer`, `command APDU`, `POST /gsma/rsp2/es9plus/cancelSession`. */
  readonly what: string;
  /** In hexadecimal; JSON to a server as it is. */
  readonly sent: string;
  readonly received: string;
}

/** `what` names the function of a request. */
export function exchangeOf(what: string, sent: Bytes, received: Bytes): Exchange {
  return { what, sent: hex(sent), received: hex(received) };
}
