/**
 * The answers to SELECT: file control information of the eUICC's security domains.
 * [GPCS §11.9.3.1] [SGP22 §5.7.1]
 */
import { type Bytes, bytes, equal } from '../../base/index.ts';
import type { Command, Response } from '../../os/abi/index.ts';
import { emitTlv, SW } from '../../wire/index.ts';

/** Longest command data field, as the proprietary data A5 tell it. [GPCS §11.9.3.1] */
const COMMAND_DATA_LENGTH_MAX = emitTlv(0x9f65, bytes(0xff));

/** P2 of a SELECT that wants no data back. [TS102221 §11.1.1.2] [ISO7816-4 §7.1.1] */
const NO_DATA = 0x0c;

/** One entity's answer to SELECT, made once for its own name and once for each new name it gets. */
export type SelectAnswer = (selecting: Bytes, command: Command) => Response;

/** `template` is what follows the proprietary data, such as the ISD-R's E0. */
export function selectAnswer(aid: Bytes, template: Bytes): SelectAnswer {
  const own: Response = { data: fileControlInformation(aid, template), sw: SW.OK };
  const silent: Response = { data: new Uint8Array(0), sw: SW.OK };
  let alias = aid;
  let aliased = own;
  return (selecting, command) => {
    if ((command.p2 & NO_DATA) === NO_DATA) return silent;
    if (equal(selecting, aid)) return own;
    if (!equal(selecting, alias)) {
      alias = selecting.slice();
      aliased = { data: fileControlInformation(alias, template), sw: SW.OK };
    }
    return aliased;
  };
}

function fileControlInformation(aid: Bytes, template: Bytes): Bytes {
  return emitTlv(0x6f, emitTlv(0x84, aid), emitTlv(0xa5, COMMAND_DATA_LENGTH_MAX), template);
}
