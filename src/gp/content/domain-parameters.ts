/**
 * Parameters of a security domain that is installed, in tag C9: its secure channel protocols (81),
 * and whether other domains may bring content to it (82) or take it away (87). The last two are as
 * GlobalPlatformPro sends them for cards after the UICC configuration. [GPCS §11.5.2.3.7]
 */
import { type Bytes, isWireError } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW } from '../../wire/index.ts';
import type { Environment } from '../domain/domain.ts';
import { ACCEPTANCE } from './authorization.ts';

const CLAUSE = 'GPCS §11.5.2.3.7';

const TAG = { PROTOCOLS: 0x81, EXTRADITION_TO: 0x82, EXTRADITION_FROM: 0x87 } as const;

export interface DomainParameters {
  /** Bits of `ACCEPTANCE`. */
  readonly accepts: number;
}

export function parseDomainParameters({ settings }: Environment, field: Bytes): DomainParameters {
  const objects = parseTlvs(field);
  if (isWireError(objects)) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'parameters of a security domain are data objects');
  }
  const protocols = findTlv(objects, TAG.PROTOCOLS);
  if (protocols !== undefined) {
    const identifiers = protocols.filter((_, at) => at % 2 === 0);
    const isOffered = identifiers.every((one) =>
      settings.channels.some(({ protocol }) => protocol === one),
    );
    if (protocols.length === 0 || protocols.length % 2 !== 0 || !isOffered) {
      refuse(SW.WRONG_DATA, CLAUSE, 'no secure channel protocol of this card');
    }
  }
  const flag = (tag: number, bit: number): number =>
    findTlv(objects, tag)?.some((byte) => byte !== 0) === true ? bit : 0;
  const accepts =
    flag(TAG.EXTRADITION_TO, ACCEPTANCE.EXTRADITION_TO) |
    flag(TAG.EXTRADITION_FROM, ACCEPTANCE.EXTRADITION_FROM);
  return { accepts };
}
