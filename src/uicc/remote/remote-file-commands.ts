/**
 * Which commands a packet for files may bring: those at files and PINs, not those of the
 * application with the network or of the terminal with the card. [TS102226 §7.1]
 */
import { type Command, refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';

const INSTRUCTIONS: ReadonlySet<number> = new Set<number>([
  INS.SELECT,
  INS.STATUS,
  INS.READ_BINARY,
  INS.UPDATE_BINARY,
  INS.READ_RECORD,
  INS.UPDATE_RECORD,
  INS.SEARCH_RECORD,
  INS.INCREASE,
  INS.RETRIEVE_DATA,
  INS.SET_DATA,
  INS.VERIFY,
  INS.CHANGE_REFERENCE_DATA,
  INS.DISABLE_VERIFICATION_REQUIREMENT,
  INS.ENABLE_VERIFICATION_REQUIREMENT,
  INS.RESET_RETRY_COUNTER,
  INS.DEACTIVATE_FILE,
  INS.ACTIVATE_FILE,
  INS.CREATE_FILE,
  INS.DELETE_FILE,
  INS.RESIZE_FILE,
  // Of class A0.
  INS.GET_RESPONSE,
]);

/** Refuses what remote file management does not have. */
export function checkRemote({ ins }: Pick<Command, 'ins'>): void {
  if (INSTRUCTIONS.has(ins)) return;
  refuse(SW.INS_NOT_SUPPORTED, 'TS102226 §7.1', 'no command of remote file management');
}
