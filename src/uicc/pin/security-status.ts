/** Which PINs and keys are verified in a card session. RAM. [TS102221 §9.3] */
import type { Verified } from '../file/access-rule.ts';
import { ENVIRONMENT } from '../file/access-rule.ts';
import { type FileSystem, MF_VOLUME } from '../file/file-system.ts';
import type { Volume } from '../file/volume.ts';
import { isLocal, isUserPin, KEY, type Pin } from './pin.ts';
import { PinStore } from './pin-store.ts';

/** A PIN with the memory it stands in. */
export interface PlacedPin {
  readonly pin: Pin;
  readonly store: PinStore;
  readonly volume: number;
}

/** Of one card session: references by volume, as one number each. */
export type VerifiedKeys = Set<number>;

export class Pins {
  readonly #files: FileSystem;
  readonly #stores = new WeakMap<Volume, PinStore>();

  constructor(files: FileSystem) {
    this.#files = files;
    // Read now, so that damage is found at boot.
    for (const volume of files.volumes) this.store(volume);
  }

  store(volume: Volume): PinStore {
    let store = this.#stores.get(volume);
    if (store === undefined) {
      store = new PinStore(volume.nvm);
      this.#stores.set(volume, store);
    }
    return store;
  }

  /**
   * The PIN of a reference: a local one of the volumes given, the nearest first, then of any ADF,
   * since DFs below the MF name the second PIN of the application too. [TS102221 §9.5.1]
   */
  find(reference: number, near: readonly (Volume | undefined)[]): PlacedPin | undefined {
    const { mf, volumes } = this.#files;
    const places = isLocal(reference) ? [...near, ...volumes] : [mf.volume];
    for (const volume of places) {
      if (volume === undefined) continue;
      const store = this.store(volume);
      const pin = store.find(reference);
      if (pin !== undefined) return { pin, store, volume: volume.number };
    }
    return undefined;
  }

  /** As if each PIN and key of each volume, of those given, had been verified. */
  verifyAll(keys: VerifiedKeys, isGiven: (reference: number) => boolean): void {
    for (const volume of this.#files.volumes)
      for (const pin of this.store(volume).pins)
        if (isGiven(pin.reference)) keys.add(keyOf({ pin, volume: volume.number }));
  }

  /** What is verified for a file of one volume, while an application is active. */
  verified(
    keys: VerifiedKeys,
    at: { readonly volume: Volume; readonly application: Volume | undefined },
  ): Verified {
    const near = [at.volume, at.application];
    const key = (reference: number): boolean => {
      const placed = this.find(reference, near);
      if (placed === undefined) return false;
      if (placed.pin.enabled) return keys.has(keyOf(placed));
      return !placed.pin.replaced || key(KEY.UNIVERSAL);
    };
    return { key, user: () => key(this.#userReference(near)) };
  }

  /** The security environment: whether the PIN of the application is enabled. [TS102221 §9.2.7] */
  environment(at: { readonly volume: Volume; readonly application: Volume | undefined }): number {
    const near = [at.volume, at.application];
    const placed = this.find(this.#userReference(near), near);
    const isOpen = placed !== undefined && !placed.pin.enabled && !placed.pin.replaced;
    return isOpen ? ENVIRONMENT.PIN_DISABLED : ENVIRONMENT.PIN_ENABLED;
  }

  /** The first PIN of the first level that the nearest DF names. */
  #userReference(near: readonly (Volume | undefined)[]): number {
    const own = near.find((one) => one !== undefined && one.number !== MF_VOLUME);
    const keys = (own ?? this.#files.mf.volume).root.keys;
    const isFirstLevel = (one: number): boolean => !isLocal(one) && isUserPin(one);
    return [...keys].find(isFirstLevel) ?? KEY.APPLICATION_MIN;
  }
}

/** One number for a PIN of a UICC. */
export function keyOf({ pin, volume }: Pick<PlacedPin, 'pin' | 'volume'>): number {
  return (volume << 8) | pin.reference;
}
