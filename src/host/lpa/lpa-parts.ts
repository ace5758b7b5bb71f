/** What a download stands on, besides the card. */
import type { Bytes } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { IsdRChannel } from './isd-r-channel.ts';

export interface LpaParts {
  readonly isdR: IsdRChannel;
  readonly crypto: Pick<Crypto, 'hash'>;
  readonly device: DeviceFacts;
}

/** Of the device around the eUICC, which servers may judge. [SGP22 §4.2] */
export interface DeviceFacts {
  /** Type allocation code, four bytes of digits. */
  readonly tac: Bytes;
  readonly imei?: Bytes | undefined;
}
