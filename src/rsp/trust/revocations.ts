/** Which certificates issuers have revoked, by the last list of each. [SGP22 §4.6] */
import {
  bigEndian,
  type Bytes,
  concat,
  equal,
  Fault,
  isWireError,
  readBigEndian,
} from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';

export interface Revocations {
  /** Subject key identifier of the issuer. */
  readonly keyId: Bytes;
  readonly crlNumber: number;
  readonly serialNumbers: readonly Bytes[];
}

const STORED = { list: 0xa0, keyId: 0x80, number: 0x81, serial: 0x82 } as const;
const NUMBER_LENGTH = 6;

const codec: Codec<readonly Revocations[]> = {
  emit: (all) =>
    concat(
      ...all.map(({ keyId, crlNumber, serialNumbers }) =>
        emitTlv(
          STORED.list,
          emitTlv(STORED.keyId, keyId),
          emitTlv(STORED.number, bigEndian(crlNumber, NUMBER_LENGTH)),
          ...serialNumbers.map((one) => emitTlv(STORED.serial, one)),
        ),
      ),
    ),
  parse(stored) {
    const all = parseTlvs(stored);
    if (isWireError(all)) throw new Fault('the revocations of issuers are damaged');
    return all.map(({ value }) => {
      const inside = parseTlvs(value);
      if (isWireError(inside)) throw new Fault('a list of revocations is damaged');
      const keyId = findTlv(inside, STORED.keyId);
      const number = findTlv(inside, STORED.number);
      if (!keyId || !number) throw new Fault('a list of revocations is of no issuer');
      const serialNumbers = inside
        .filter(({ tag }) => tag === STORED.serial)
        .map((one) => one.value);
      return { keyId, crlNumber: readBigEndian(number), serialNumbers };
    });
  },
};

/** In the part of memory of the ECASD. */
export function revocations(nvm: Nvm): Cell<readonly Revocations[]> {
  return nvm.cell('revocations', codec, []);
}

export function isRevoked(
  all: readonly Revocations[],
  { keyId, serialNumber }: { readonly keyId: Bytes; readonly serialNumber: Bytes },
): boolean {
  const list = all.find((one) => equal(one.keyId, keyId));
  return list?.serialNumbers.some((one) => equal(one, serialNumber)) === true;
}
