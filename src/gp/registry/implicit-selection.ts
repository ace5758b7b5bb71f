/**
 * Implicit selection: on which logical channel of which kind of interface an application is
 * selected by itself. [GPCS §6.4.1] [GPCS §11.1.7 table 11-15]
 */
import type { Bytes } from '../../base/index.ts';
import type { RegistryEntry } from './entry.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

const CONTACTLESS = 0x80;
const CONTACT = 0x40;
const RESERVED = 0x20;
const CHANNEL_BITS = 0x1f;
const CHANNEL_MAX = 19;

/** A logical channel of a kind of interface. */
export interface SelectionPlace {
  readonly mode: 'contact' | 'contactless';
  readonly channel: number;
}

/** Without an interface the channel does not count. */
export function isSelectionParameter(parameter: number): boolean {
  const isExplicit = (parameter & (CONTACT | CONTACTLESS)) === 0;
  return isExplicit || (parameter & CHANNEL_BITS) <= CHANNEL_MAX;
}

/** As it is registered: the reserved bit is ignored. [GPCS §11.1] */
export function selectionParameter(parameter: number): Bytes {
  return Uint8Array.of(parameter & ~RESERVED);
}

function covers(parameters: Bytes, { mode, channel }: SelectionPlace): boolean {
  const bit = mode === 'contactless' ? CONTACTLESS : CONTACT;
  return parameters.some((one) => (one & bit) !== 0 && (one & CHANNEL_BITS) === channel);
}

/**
 * The holder of a place other than the issuer security domain. Card Reset without parameters means
 * the basic channel of every interface.
 */
export function implicitHolder(
  entries: readonly RegistryEntry[],
  place: SelectionPlace,
): RegistryEntry | undefined {
  const supplementary = entries.filter((one) => one.kind !== 'issuer');
  return (
    supplementary.find((one) => covers(one.implicit, place)) ??
    supplementary.find((one) => place.channel === 0 && isResetHolder(one))
  );
}

function isResetHolder({ privileges, implicit }: RegistryEntry): boolean {
  return (privileges & PRIVILEGE.CARD_RESET) !== 0 && implicit.length === 0;
}

/** Why an application cannot be given these parameters, if it cannot. [GPCS §6.4.1] */
export function implicitConflict(
  entries: readonly RegistryEntry[],
  { of, parameters }: { readonly of: RegistryEntry | undefined; readonly parameters: Bytes },
): string | undefined {
  const taken = places(parameters).find((place) => {
    const holder = implicitHolder(entries, place);
    return holder !== undefined && holder.id !== of?.id;
  });
  if (taken === undefined) return undefined;
  return `another application is selected by itself on channel ${taken.channel}, ${taken.mode}`;
}

/** Why Card Reset without parameters cannot be given: it is the basic channel of each interface. */
export function resetConflict(
  entries: readonly RegistryEntry[],
  of: RegistryEntry | undefined,
): string | undefined {
  return implicitConflict(entries, { of, parameters: Uint8Array.of(CONTACT | CONTACTLESS) });
}

function places(parameters: Bytes): readonly SelectionPlace[] {
  return [...parameters].flatMap((one) => {
    const channel = one & CHANNEL_BITS;
    const found: SelectionPlace[] = [];
    if ((one & CONTACT) !== 0) found.push({ mode: 'contact', channel });
    if ((one & CONTACTLESS) !== 0) found.push({ mode: 'contactless', channel });
    return found;
  });
}
