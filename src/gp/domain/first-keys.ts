/** The keys that an issuer security domain was made with, kept where the card restores them. */
import type { Nvm } from '../../os/abi/index.ts';
import { KeyStore } from './key-store.ts';

const PART = 'first-keys';

/** Keeps a copy of all keys, with what is kept beside them. */
export function keepFirstKeys(nvm: Nvm): void {
  copy(new KeyStore(nvm), new KeyStore(nvm.part(PART)));
}

/** How many came back; none where no copy was kept. */
export function restoreFirstKeys(nvm: Nvm, keys: KeyStore): number {
  return nvm.parts().includes(PART) ? copy(new KeyStore(nvm.part(PART)), keys) : 0;
}

function copy(from: KeyStore, to: KeyStore): number {
  const { list } = from;
  to.put(list);
  for (const key of list) {
    const what = from.certificates.of(key);
    if (what.bundle.length + what.authority.length > 0 || what.serials !== undefined) {
      to.certificates.put(key, what);
    }
  }
  return list.length;
}
