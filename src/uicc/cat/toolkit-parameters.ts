/**
 * What a toolkit application registers for when it is installed: the parameters of a UICC in tag EA
 * of INSTALL. [TS102226 §8.2.1.3.2.2]
 */
import { type Bytes, isWireError } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW } from '../../wire/index.ts';

const CLAUSE = 'TS102226 §8.2.1.3.2.2';
/** Inside EA. Files that an application reaches (81, 82) are no matter of the toolkit. */
const TAG_TOOLKIT = 0x80;

export const TIMERS_MAX = 8;
/** Identifiers that INSTALL may name; those above are given by the card. */
const ENTRY_ID_MAX = 0x7f;
const TAR_LENGTH = 3;

interface MenuEntryPlace {
  /** From 1 in the card's menu; 0 is behind all others. */
  readonly position: number;
  /** 1 to 127; 0 lets the card choose. */
  readonly id: number;
}

export interface ToolkitParameters {
  /** 1 comes first. */
  readonly priority: number;
  readonly timers: number;
  /** Bytes of a text in the menu. */
  readonly textLengthMax: number;
  readonly entries: readonly MenuEntryPlace[];
  readonly channels: number;
  /** Least security of packets for it: the first byte is its rule. */
  readonly minimumSecurity: Bytes;
  readonly tars: readonly Bytes[];
  readonly services: number;
}

/** The toolkit's part of the value of tag EA; nothing where it has none. */
export function toolkitParametersIn(uicc: Bytes): ToolkitParameters | undefined {
  const list = parseTlvs(uicc);
  if (isWireError(list)) return refuse(SW.WRONG_DATA, CLAUSE, 'tag EA holds no data objects');
  const value = findTlv(list, TAG_TOOLKIT);
  return value === undefined ? undefined : parseToolkitParameters(value);
}

/** A later edition's field behind the last one is read over. */
function parseToolkitParameters(value: Bytes): ToolkitParameters {
  let at = 0;
  const take = (length: number): Bytes => {
    if (at + length > value.length) refuse(SW.WRONG_DATA, CLAUSE, 'toolkit parameters are cut');
    return value.slice(at, (at += length));
  };
  const number = (): number => take(1)[0]!;
  const [priority, timers, textLengthMax] = [number(), number(), number()];
  const entries = Array.from({ length: number() }, () => ({ position: number(), id: number() }));
  const channels = number();
  const minimumSecurity = take(number());
  const tars = take(number());
  const services = at < value.length ? number() : 0;
  if (tars.length % TAR_LENGTH !== 0) refuse(SW.WRONG_DATA, CLAUSE, 'a TAR has three bytes');
  if (timers > TIMERS_MAX) refuse(SW.WRONG_DATA, CLAUSE, `a card has ${TIMERS_MAX} timers`);
  if (entries.some(({ id }) => id > ENTRY_ID_MAX))
    refuse(SW.WRONG_DATA, CLAUSE, `identifiers above ${ENTRY_ID_MAX} are the card’s to give`);
  const named = entries.map(({ id }) => id).filter((id) => id !== 0);
  if (new Set(named).size < named.length)
    refuse(SW.WRONG_DATA, CLAUSE, 'two menu entries have one identifier');
  const list = Array.from({ length: tars.length / TAR_LENGTH }, (_, one) =>
    tars.subarray(one * TAR_LENGTH, (one + 1) * TAR_LENGTH),
  );
  return {
    priority,
    timers,
    textLengthMax,
    entries,
    channels,
    minimumSecurity,
    tars: list,
    services,
  };
}
