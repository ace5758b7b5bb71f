/**
 * What a T=0 terminal cannot put on the wire. A reader answers for the card then, as other links'
 * cards do themselves; the card session goes on.
 */
import { bytes, type Bytes, isWireError, type LinkFacts } from '../../base/index.ts';
import { parseCommandApdu } from '../../wire/index.ts';

const WRONG_LENGTH = bytes(0x67, 0x00);
const CLASS_NOT_SUPPORTED = bytes(0x6e, 0x00);

/** The answer to a command that cannot be sent over the link; `undefined` when it can. */
export function answerUnsendable(link: LinkFacts, apdu: Bytes): Bytes | undefined {
  if (link.outgoing !== 'get-response') return undefined;
  if (isWireError(parseCommandApdu(apdu))) return WRONG_LENGTH;
  // FF begins a PPS; PC/SC programs send it for commands to the reader. [ISO7816-3 §10.3.2]
  return apdu[0] === 0xff ? CLASS_NOT_SUPPORTED : undefined;
}
