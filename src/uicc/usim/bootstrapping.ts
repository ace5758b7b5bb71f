/** What a bootstrapping leaves in the application: RAND and the key. [TS33220 §5.3.2] */
import { assert, type Bytes, concat } from '../../base/index.ts';
import { type Crypto, nafKey } from '../../crypto/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';

export interface Bootstrap {
  /** 16 bytes. */
  readonly rand: Bytes;
  /** CK and IK, 32 bytes. */
  readonly ks: Bytes;
}

const RAND_LENGTH = 16;
const KS_LENGTH = 32;

const RECORD: Codec<Bootstrap | undefined> = {
  parse(data) {
    if (data.length === 0) return undefined;
    assert(data.length === RAND_LENGTH + KS_LENGTH, 'RAND and Ks');
    return { rand: data.subarray(0, RAND_LENGTH), ks: data.subarray(RAND_LENGTH) };
  },
  emit: (bootstrap) => (bootstrap ? concat(bootstrap.rand, bootstrap.ks) : new Uint8Array(0)),
};

function bootstrapIn(nvm: Nvm): Cell<Bootstrap | undefined> {
  return nvm.cell('bootstrap', RECORD, undefined);
}

export function keepBootstrap(nvm: Nvm, bootstrap: Bootstrap): void {
  bootstrapIn(nvm).set(bootstrap);
}

/** Ks_ext_NAF, 32 bytes; nothing where no bootstrapping has happened. [TS33220 §5.3.3] */
export function deriveNaf(
  crypto: Crypto,
  nvm: Nvm,
  naf: { readonly nafId: Bytes; readonly impi: Bytes },
): Bytes | undefined {
  const bootstrap = bootstrapIn(nvm).get();
  return bootstrap && nafKey(crypto, { ...bootstrap, ...naf, use: 'external' });
}
