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

/** CLA, INS, P1, P2 and P3. */
const HEADER_LENGTH = 5;

/**
 * A T=0 card that waits for data cannot know that none will come: five bytes can be a command with
 * Le, or the header of one whose data is missing. [ISO7816-3 §12.2]
 */
export function nextIfSilent(link: LinkFacts, apdu: Bytes): string | undefined {
  if (link.outgoing !== 'get-response' || apdu.length !== HEADER_LENGTH) return undefined;
  const announced = apdu[HEADER_LENGTH - 1]!;
  if (announced === 0) return undefined;
  return (
    `if this command takes data, give the ${announced} bytes that its last byte ` +
    'announces; the next command starts a fresh card session'
  );
}
