/** An eUICC as the functions of ES10 see it: its setup, its memory and what runs in it now. */
import { type Bytes, fromUtf8, utf8 } from '../base/index.ts';
import type { CardSession, Cell, Codec, Services } from '../os/abi/index.ts';
import { type Edition, editionOf } from './edition.ts';
import { ProfileStore } from './profile-store.ts';
import type { EuiccSetup } from './setup.ts';

/**
 * The one RSP session an eUICC holds; volatile, and bound to the card session that began it.
 * [SGP22 §3.0.1]
 */
export interface RspSession {
  readonly card: CardSession;
  readonly challenge: Bytes;
}

const TEXT: Codec<string> = { parse: fromUtf8, emit: utf8 };

/** The test SM-DS that stands in for a root of the field; none is reached from inside. */
export const ROOT_DS_ADDRESS = 'testrootsmds.example.com';

export class Euicc {
  readonly setup: EuiccSetup;
  readonly services: Services;
  readonly edition: Edition;
  readonly profiles: ProfileStore;
  /** Default SM-DP+ address; empty while none is set. [SGP22 §5.7.4] */
  readonly defaultDpAddress: Cell<string>;
  session: RspSession | undefined;

  constructor(setup: EuiccSetup, services: Services) {
    this.setup = setup;
    this.services = services;
    this.edition = editionOf(setup.edition);
    this.profiles = new ProfileStore(setup.profiles, services.nvm);
    this.defaultDpAddress = services.nvm.cell('addresses/default-dp', TEXT, '');
  }

  /** RAM goes: an RSP session ends with the card session that began it. */
  reset(scope: CardSession | 'device'): void {
    if (scope === 'device' || this.session?.card === scope) this.session = undefined;
  }
}
