/**
 * What an eUICC keeps of a package while it comes: after a power cut too, the server gets a result
 * of the interrupted installation. [SGP22 §2.5.6]
 */
import {
  bytes,
  type Bytes,
  concat,
  EMPTY,
  Fault,
  fromUtf8,
  isWireError,
  utf8,
} from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';

export interface InterruptedLoading {
  readonly transactionId: Bytes;
  readonly address: string;
  /** Of the certificate that binds profiles. */
  readonly smdpOid: string;
  readonly ciKeyId: Bytes;
  /** Of `BPP_COMMAND`: the command that was due. */
  readonly command: number;
  readonly iccid: Bytes | undefined;
}

const STORED = {
  transaction: 0x80,
  address: 0x81,
  oid: 0x82,
  issuer: 0x83,
  command: 0x84,
  iccid: 0x85,
} as const;

/** Nothing while no package comes. */
const codec: Codec<InterruptedLoading | undefined> = {
  emit: (one) =>
    one === undefined
      ? EMPTY
      : concat(
          emitTlv(STORED.transaction, one.transactionId),
          emitTlv(STORED.address, utf8(one.address)),
          emitTlv(STORED.oid, utf8(one.smdpOid)),
          emitTlv(STORED.issuer, one.ciKeyId),
          emitTlv(STORED.command, bytes(one.command)),
          one.iccid === undefined ? EMPTY : emitTlv(STORED.iccid, one.iccid),
        ),
  parse(stored) {
    if (stored.length === 0) return undefined;
    const list = parseTlvs(stored);
    if (isWireError(list)) throw damaged();
    const read = (tag: number): Bytes => {
      const value = findTlv(list, tag);
      if (value === undefined) throw damaged();
      return value;
    };
    return {
      transactionId: read(STORED.transaction),
      address: fromUtf8(read(STORED.address)),
      smdpOid: fromUtf8(read(STORED.oid)),
      ciKeyId: read(STORED.issuer),
      command: read(STORED.command)[0] ?? 0,
      iccid: findTlv(list, STORED.iccid),
    };
  },
};

function damaged(): Fault {
  return new Fault('the record of a package that comes is damaged');
}

export function interruptedLoading(nvm: Nvm): Cell<InterruptedLoading | undefined> {
  return nvm.cell('download/loading', codec, undefined);
}
