/** What an eUICC reports of its resources, by either architecture. [TS102226 §8.2.1.7.2] */
import { bigEndian, type Bytes, concat } from '../base/index.ts';
import type { Services } from '../os/abi/index.ts';
import { emitTlv } from '../wire/index.ts';
import type { ProfileStore } from './profile-store.ts';

export interface ResourceParts {
  readonly profiles: ProfileStore;
  readonly services: Services;
}

/** Installed applications, free non-volatile memory, free volatile memory as it is given. */
export function cardResource({ profiles, services }: ResourceParts, volatileFree: Bytes): Bytes {
  return concat(
    emitTlv(0x81, bigEndian(profiles.list.length, 1)),
    emitTlv(0x82, bigEndian(services.nvm.free, 4)),
    emitTlv(0x83, volatileFree),
  );
}
