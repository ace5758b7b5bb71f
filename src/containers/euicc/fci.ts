/**
 * The answers to SELECT: file control information of the eUICC's security domains.
 * [GPCS §11.9.3.1] [SGP22 §5.7.1]
 */
import { type Bytes, bytes, EMPTY, equal } from '../../base/index.ts';
import type { Command, Response } from '../../os/abi/index.ts';
import { emitTlv, SW } from '../../wire/index.ts';
import { OK } from './answers.ts';

/** Longest command data field, as the proprietary data A5 tell it. [GPCS §11.9.3.1] */
const COMMAND_DATA_LENGTH_MAX = emitTlv(0x9f65, bytes(0xff));

/** P2 of a SELECT that wants no data back. [ISO7816-4 §7.1.1] [TS102221 §11.1.1.2] */
const NO_DATA = 0x0c;

/** One entity's answer to SELECT under the name that the caller used. [M-45] */
export type SelectAnswer = (selecting: Bytes, command: Command) => Response;

/**
 * Made once for the entity's own name, and kept for the last other one it was called by: SELECT is
 * the commonest command. `template` follows the proprietary data, as the ISD-R's E0 does.
 */
export function selectAnswer(aid: Bytes, template: Bytes = EMPTY): SelectAnswer {
  const own = fileControlInformation(aid, template);
  let alias = aid;
  let aliased = own;
  return (selecting, command) => {
    if ((command.p2 & NO_DATA) === NO_DATA) return OK;
    if (equal(selecting, aid)) return own;
    if (!equal(selecting, alias)) {
      alias = selecting.slice();
      aliased = fileControlInformation(alias, template);
    }
    return aliased;
  };
}

function fileControlInformation(name: Bytes, template: Bytes): Response {
  const data = emitTlv(0x6f, emitTlv(0x84, name), emitTlv(0xa5, COMMAND_DATA_LENGTH_MAX), template);
  return { data, sw: SW.OK };
}
