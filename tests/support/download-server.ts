/** The report's server of single steps, under the tests' issuers, with fixed random numbers. */
import { unhex, utf8 } from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import { keyIdentifier, type TestBranch } from '../../src/host/pki/index.ts';
import { DownloadServer } from '../../src/host/report/index.ts';
import * as es10 from '../../src/wire/es10/index.ts';
import type * as es8 from '../../src/wire/es8/index.ts';
import { emitIccid } from '../../src/wire/index.ts';
import { EID } from './euicc-card.ts';
import { SERVER } from './trust.ts';

export type {
  AuthenticateChanges,
  BindOptions,
  PrepareChanges,
} from '../../src/host/report/index.ts';

export const CTX_PARAMS: es10.CtxParams1 = {
  matchingId: 'MATCHING-1',
  deviceInfo: { tac: unhex('35290611'), capabilities: { eutranEpc: [15, 0, 0] } },
};

/** Of the package of `testProfile`. */
export const METADATA: es8.StoreMetadataRequest = {
  iccid: emitIccid('8988211990000000005'),
  serviceProvider: 'Operator Three',
  profileName: 'Downloaded',
  notifications: [
    { events: [es10.NOTIFICATION_EVENT.enable, es10.NOTIFICATION_EVENT.disable], address: SERVER },
    { events: [es10.NOTIFICATION_EVENT.delete], address: 'other.example.com' },
  ],
  owner: { mccMnc: unhex('00F110') },
};

export class TestServer extends DownloadServer {
  constructor({ curve, ci, dpAuth, dpPb }: TestBranch, seed = 'server') {
    const keyId = keyIdentifier(pureCrypto, ci.publicKey);
    super({
      crypto: pureCrypto,
      rng: randomStream(utf8(seed), curve),
      eid: EID,
      identity: { issuer: { keyId, curve }, auth: dpAuth, binding: dpPb },
      context: CTX_PARAMS,
      metadata: METADATA,
    });
  }
}
