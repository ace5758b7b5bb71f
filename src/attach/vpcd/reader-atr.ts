/**
 * The answer to reset that a link's reader shows. A reader here stands for one link, so for one
 * protocol: of an answer that offers both T=0 and T=1 it shows the link's own alone. Otherwise
 * pcscd puts the card on T=1 for the first client that leaves the choice open, and refuses clients
 * that require T=0, though the link carries T=0 alone.
 */
import { type Bytes, isWireError, type LinkProtocol } from '../../base/index.ts';
import { atrParameters, emitAtr, parseAtr } from '../../wire/index.ts';

/** T=15 is no protocol: it marks bytes that hold for all of them. [ISO7816-3 §8.2.3] */
const GLOBAL = 15;

/** The answer with one protocol offered; as it is where it offers one only. */
export function readerAtr(atr: Bytes, protocol: LinkProtocol | undefined): Bytes {
  const requested = protocol === 't0' ? 0 : protocol === 't1' ? 1 : undefined;
  const parsed = parseAtr(atr);
  if (requested === undefined || isWireError(parsed)) return atr;
  const { protocols } = atrParameters(parsed);
  if (protocols.length < 2 || !protocols.includes(requested)) return atr;
  // The second group's bytes hold for all protocols; only its protocol is the one offered first.
  const groups = parsed.groups
    .map((group, index) => (index === 1 ? { ...group, protocol: requested } : group))
    .filter(({ protocol: own }, index) => index < 2 || own === requested || own === GLOBAL);
  return emitAtr({ ...parsed, groups });
}
