/**
 * Applications of remote file management: which files a packet reaches by its TAR, and with which
 * rights. One record in the memory of the UICC. [TS102226 §7] [SAIP §8.8]
 */
import { assert, type Bytes, bytes, concat, isWireError } from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';

export interface RemoteApplication {
  /** Toolkit application reference, three bytes. */
  readonly tar: Bytes;
  /** AID of the ADF whose files it reaches besides those of the MF; empty for the MF alone. */
  readonly adf: Bytes;
  /** The least security of a packet, as the first byte says it. [TS102226 §8.2.1.3.2.4] */
  readonly minimum: number;
  /** All rights, none, or those of the keys with these references. [TS102226 §8.2.1.3.2.6] */
  readonly access: 'full' | 'none' | readonly number[];
}

const TAG = { application: 0xa0, tar: 0x80, adf: 0x81, minimum: 0x82, access: 0x83 } as const;
/** Access domain parameter. [TS102226 §8.2.1.3.2.6] */
const ACCESS = { full: 0x00, keys: 0x02, none: 0xff } as const;

const RECORD: Codec<readonly RemoteApplication[]> = {
  parse(data) {
    const list = parseTlvs(data);
    assert(!isWireError(list), 'a list of remote applications');
    return list.map(({ value }) => {
      const fields = parseTlvs(value);
      assert(!isWireError(fields), 'a remote application');
      const field = (tag: number): Bytes => findTlv(fields, tag) ?? bytes();
      const access = parseAccess(field(TAG.access));
      const minimum = field(TAG.minimum)[0] ?? 0;
      return { tar: field(TAG.tar), adf: field(TAG.adf), minimum, access };
    });
  },
  emit: (list) =>
    concat(
      ...list.map(({ tar, adf, minimum, access }) =>
        emitTlv(
          TAG.application,
          emitTlv(TAG.tar, tar),
          emitTlv(TAG.adf, adf),
          emitTlv(TAG.minimum, bytes(minimum)),
          emitTlv(TAG.access, emitAccess(access)),
        ),
      ),
    ),
};
const NONE: readonly RemoteApplication[] = [];

function parseAccess([kind, ...keys]: Bytes): RemoteApplication['access'] {
  if (kind === ACCESS.full) return 'full';
  return kind === ACCESS.keys ? keys : 'none';
}

function emitAccess(access: RemoteApplication['access']): Bytes {
  return typeof access === 'string' ? bytes(ACCESS[access]) : bytes(ACCESS.keys, ...access);
}

/** The list in the memory of a UICC. */
export function remoteApplicationsIn(nvm: Nvm): Cell<readonly RemoteApplication[]> {
  return nvm.cell('remote', RECORD, NONE);
}
