/** An eUICC as the functions of ES10 see it: its memory and what runs in it now. */
import { assert, type Bytes, fromUtf8, utf8 } from '../base/index.ts';
import { type Environment, keptObject } from '../gp/index.ts';
import {
  type CardSession,
  type Cell,
  type Codec,
  derived,
  type Nvm,
  ramSlot,
  type Services,
} from '../os/abi/index.ts';
import { Toolkit, type ToolkitParts } from '../uicc/index.ts';
import { type Edition, editionOf } from './edition.ts';
import { type InterruptedLoading, interruptedLoading } from './download/index.ts';
import { NotificationStore, type Signer, signerOf } from './notification-store.ts';
import { oneTimeKey, type OneTimeKey } from './one-time-key.ts';
import type { ProfileInstaller } from './profile-installer.ts';
import { type Profile, ProfileStore } from './profile-store.ts';
import type { RspSession } from './rsp-session.ts';
import { type EuiccSettings, euiccSettings } from './settings.ts';
import {
  type CheckedIssuer,
  issuerOf,
  type SigningIdentity,
  type TrustChain,
  trustChains,
} from './trust/index.ts';

/** RAM of the device: a container has its services from boot to boot. */
const SESSIONS = ramSlot<Services, { current: RspSession | undefined }>(() => ({
  current: undefined,
}));

const TEXT: Codec<string> = { parse: fromUtf8, emit: utf8 };

/** The test SM-DS that stands in for a root of the field; none is reached from inside. */
export const ROOT_DS_ADDRESS = 'testrootsmds.example.com';

/** The role of the domain of the controlling authority, which keeps the EID. [SGP22 §2.4.3] */
export const ECASD = 'ecasd';
export const TAG_EID = 0x5a;

export interface TrustedIssuer extends CheckedIssuer {
  /** Without one, the issuer's key only verifies. */
  readonly identity: SigningIdentity | undefined;
}

export interface EuiccParts {
  readonly applications: ToolkitParts['applications'];
  readonly installer: ProfileInstaller;
}

export class Euicc {
  readonly services: Services;
  readonly settings: EuiccSettings;
  readonly profiles: ProfileStore;
  /** Default SM-DP+ address; empty while none is set. [SGP22 §5.7.4] */
  readonly defaultDpAddress: Cell<string>;
  /** Proactive commands to the terminal of each card session. */
  readonly toolkit: Toolkit;
  readonly #card: Environment;
  /** Creates the profiles that are downloaded. */
  readonly installer: ProfileInstaller;
  /** The key of the download that is prepared, or was interrupted. */
  readonly oneTimeKey: Cell<OneTimeKey | undefined>;
  /** Set while a package comes. */
  readonly loading: Cell<InterruptedLoading | undefined>;
  readonly notifications: NotificationStore;
  readonly #trust: () => readonly TrustedIssuer[];

  /** The eUICC whose card and settings stand in a part of memory. */
  constructor(card: Environment, nvm: Nvm, { applications, installer }: EuiccParts) {
    this.#card = card;
    this.services = card.services;
    this.toolkit = new Toolkit({ services: card.services, applications });
    this.installer = installer;
    this.settings = euiccSettings(nvm).get();
    this.oneTimeKey = oneTimeKey(nvm);
    this.loading = interruptedLoading(nvm);
    const identity = (ciKeyId: Bytes) => signerOf(this.signers, ciKeyId)?.identity;
    this.notifications = new NotificationStore(card.services, nvm, identity);
    this.profiles = new ProfileStore(card, nvm);
    this.#trust = derived(
      () => trustChains(this.#ecasd).get(),
      (chains) => chains.map((chain) => ({ ...issuerOf(chain), identity: chain.identity })),
    );
    this.defaultDpAddress = nvm.cell('addresses/default-dp', TEXT, '');
  }

  /** 16 bytes. */
  get eid(): Bytes {
    const eid = keptObject(this.#ecasd, TAG_EID);
    assert(eid, 'the ECASD keeps an EID');
    return eid;
  }

  /** Of SGP.22. */
  get edition(): Edition {
    const { edition } = this.settings;
    assert(edition, 'an eUICC with functions of ES10 follows an edition of SGP.22');
    return editionOf(edition);
  }

  /** Issuers that it trusts, in order of preference, and what it signs with under them. */
  get trust(): readonly TrustedIssuer[] {
    return this.#trust();
  }

  /** What it signs with, by issuer. */
  get signers(): readonly Signer[] {
    return this.trust.flatMap(({ keyId, curve, identity }) =>
      identity === undefined ? [] : [{ ciKeyId: keyId, curve, key: identity.key, identity }],
    );
  }

  /** For a profile: of the issuer under which it was downloaded, or the preferred one. */
  signerFor(profile: Profile): Signer | undefined {
    const ciKeyId = this.profiles.downloadedUnder(profile);
    return (ciKeyId && signerOf(this.signers, ciKeyId)) ?? this.signers[0];
  }

  /** Checked chains. */
  setTrust(chains: readonly TrustChain[]): void {
    trustChains(this.#ecasd).set(chains);
  }

  get #ecasd(): Nvm {
    const { registry } = this.#card;
    const entry = registry.entries.find((one) => one.role === ECASD);
    assert(entry, 'an eUICC has an ECASD');
    return registry.content(entry);
  }

  get session(): RspSession | undefined {
    return SESSIONS.of(this.services).current;
  }

  /** The session of a card session, if it is that one's. */
  sessionOf(card: CardSession): RspSession | undefined {
    return this.session?.card === card ? this.session : undefined;
  }

  /** Begins a session, or continues it; the session before it, of whatever card session, ends. */
  setSession(session: RspSession | undefined): void {
    SESSIONS.of(this.services).current = session;
  }

  /** RAM is cleared: an RSP session ends with the card session that began it. */
  reset(scope: CardSession | 'device'): void {
    if (scope === 'device' || this.session?.card === scope) SESSIONS.forget(this.services);
  }
}
