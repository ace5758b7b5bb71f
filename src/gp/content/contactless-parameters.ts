/**
 * Contactless parameters of INSTALL: tags A0 and A1 of the system specific ones. Those that this
 * card does not use are skipped, as the specification lets it. [GPAmdC §4]
 */
import { type Bytes, equal, isWireError } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import { changed, type Contactless, CONTACTLESS_STATE } from '../registry/contactless.ts';

const CLAUSE = 'GPAmdC §4';
const TAG = {
  PROTOCOL: 0xa0,
  INITIAL: 0x81,
  INTERACTION: 0xa1,
  ADD_OBSERVERS: 0xa3,
  REMOVE_OBSERVERS: 0xa4,
  DISCRETIONARY: 0xa6,
  FAMILY: 0x87,
  DISPLAY: 0x88,
  AID: 0x4f,
} as const;

export interface ContactlessParameters {
  readonly initial: number | undefined;
  readonly family: Bytes | undefined;
  readonly display: Bytes | undefined;
  readonly discretionary: Bytes | undefined;
  readonly added: readonly Bytes[];
  readonly removed: readonly Bytes[];
}

/** From the objects of tag EF; nothing where there are none of them. */
export function contactlessParameters(system: readonly Tlv[]): ContactlessParameters | undefined {
  const protocol = inside(findTlv(system, TAG.PROTOCOL));
  const interaction = inside(findTlv(system, TAG.INTERACTION));
  if (protocol === undefined && interaction === undefined) return undefined;
  const initial = oneByte(protocol ?? [], TAG.INITIAL);
  const { ACTIVATED, DEACTIVATED } = CONTACTLESS_STATE;
  if (initial !== undefined && initial[0] !== ACTIVATED && initial[0] !== DEACTIVATED) {
    refuse(SW.WRONG_DATA, 'GPAmdC §8.3', 'no initial contactless state');
  }
  const more = interaction ?? [];
  const names = (tag: number): readonly Bytes[] =>
    (inside(findTlv(more, tag)) ?? []).filter((one) => one.tag === TAG.AID).map(copy);
  return {
    initial: initial?.[0],
    family: oneByte(more, TAG.FAMILY),
    display: oneByte(more, TAG.DISPLAY),
    discretionary: findTlv(more, TAG.DISCRETIONARY)?.slice(),
    added: names(TAG.ADD_OBSERVERS),
    removed: names(TAG.REMOVE_OBSERVERS),
  };
}

function copy({ value }: Tlv): Bytes {
  return Uint8Array.from(value);
}

function inside(template: Bytes | undefined): readonly Tlv[] | undefined {
  if (template === undefined) return undefined;
  const list = parseTlvs(template);
  return isWireError(list) ? refuse(SW.WRONG_DATA, CLAUSE, 'a template is cut') : list;
}

function oneByte(list: readonly Tlv[], tag: number): Bytes | undefined {
  const value = findTlv(list, tag);
  if (value === undefined || value.length === 1) return value?.slice();
  return refuse(SW.WRONG_DATA, CLAUSE, 'a contactless parameter is one byte');
}

/** The contactless part of an entry with these parameters in it. */
export function withParameters(
  before: Contactless,
  parameters: ContactlessParameters | undefined,
): Contactless {
  if (parameters === undefined) return before;
  const { initial, family, display, discretionary, added, removed } = parameters;
  const has = (list: readonly Bytes[], name: Bytes): boolean =>
    list.some((one) => equal(one, name));
  const kept = before.observers.filter((one) => !has(removed, one) && !has(added, one));
  return changed(before, {
    initial: initial ?? before.initial,
    family: family ?? before.family,
    display: display ?? before.display,
    discretionary: discretionary ?? before.discretionary,
    observers: [...kept, ...added],
  });
}
