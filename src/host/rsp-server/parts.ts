/** What a server of remote provisioning is given: random numbers and the time come from outside. */
import type { Rng } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Failure } from '../../wire/es9/index.ts';
import type { ServerIdentity } from '../pki/index.ts';

export interface ServerParts {
  readonly crypto: Crypto;
  readonly rng: Rng;
  /** Of the calendar, in digits from the year to the second. */
  readonly now: () => string;
  /** Under one issuer each; of several that fit, the eUICC's first. */
  readonly identities: readonly ServerIdentity[];
}

export function isFailure<T extends object>(result: T | Failure): result is Failure {
  return 'subject' in result && 'reason' in result && 'why' in result;
}

export function refused(
  subject: Failure['subject'],
  reason: Failure['reason'],
  why: string,
): Failure {
  return { subject, reason, why };
}

/** Letters in either case; a port may be missing, which a relay between the two has changed. */
export function isSameServer(named: string, own: string): boolean {
  const [one, other] = [named, own].map((address) => address.toLowerCase().replace(/\.$/, ''));
  return one === other || one!.replace(/:\d+$/, '') === other!.replace(/:\d+$/, '');
}
