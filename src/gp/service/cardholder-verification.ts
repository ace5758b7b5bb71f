/**
 * The cardholder verification service as its provider offers it, and as an application uses it.
 * One value, for example the global PIN, serves all applications of a card.
 * [GPCS §8.2] [GPAPI §CVM]
 */
import type { Bytes } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';

/** Service family of cardholder verification methods, and the identifier of the global PIN. */
export const CVM_FAMILY = 0x82;
export const CVM_GLOBAL_PIN = 0x11;

/** [GPCS §8.2.2.3] */
export interface CvmValue {
  readonly format: 'ascii' | 'bcd' | 'hex';
  readonly value: Bytes;
}

/** [GPCS §8.2.2.2] */
export type CvmState = 'ACTIVE' | 'INVALID_SUBMISSION' | 'VALIDATED' | 'BLOCKED';

/** The client of a service, and its command. */
export interface ServiceClient {
  readonly aid: Bytes;
  readonly session: Session;
  /** Whether it holds CVM Management, and ruling data let it take effect for this command. */
  managesCvm(): boolean;
}

/** What its provider implements. Each `false` leaves everything as it was. */
export interface CvmService {
  /** `undefined` before value and limit are set. */
  state(client: ServiceClient): CvmState | undefined;
  triesRemaining(): number;
  /** Whether the value is right; a wrong one is counted before the comparison. */
  verify(client: ServiceClient, presented: CvmValue): boolean;
  /** To ACTIVE, from INVALID_SUBMISSION or VALIDATED. */
  resetState(client: ServiceClient): boolean;
  /** These need CVM Management. */
  update(client: ServiceClient, next: CvmValue): boolean;
  setTryLimit(client: ServiceClient, limit: number): boolean;
  blockState(client: ServiceClient): boolean;
  resetAndUnblockState(client: ServiceClient): boolean;
}

/** The same for one application and one command. */
export interface Cvm {
  readonly state: CvmState | undefined;
  readonly triesRemaining: number;
  verify(presented: CvmValue): boolean;
  resetState(): boolean;
  update(next: CvmValue): boolean;
  setTryLimit(limit: number): boolean;
  blockState(): boolean;
  resetAndUnblockState(): boolean;
}

export function cvmFor(service: CvmService, client: ServiceClient): Cvm {
  return {
    get state() {
      return service.state(client);
    },
    get triesRemaining() {
      return service.triesRemaining();
    },
    verify: (presented) => service.verify(client, presented),
    resetState: () => service.resetState(client),
    update: (next) => service.update(client, next),
    setTryLimit: (limit) => service.setTryLimit(client, limit),
    blockState: () => service.blockState(client),
    resetAndUnblockState: () => service.resetAndUnblockState(client),
  };
}
