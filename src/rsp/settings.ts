/** What an eUICC was made with and no command changes; kept in its memory. */
import { type Bytes, bytes, concat, EMPTY, Fault, isWireError } from '../base/index.ts';
import type { Codec, Nvm } from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../wire/index.ts';
import { EDITION_NAMES, type EditionName } from './edition.ts';

export const EMPTY_SELECTS = ['isd-r', 'mno-sd'] as const;
export type EmptySelect = (typeof EMPTY_SELECTS)[number];

export interface EuiccSettings {
  /** The edition of SGP.22 that it follows; `undefined` for an eUICC of SGP.02. */
  readonly edition: EditionName | undefined;
  /** What a SELECT with an empty AID means while a profile is enabled. */
  readonly emptySelect: EmptySelect;
  /** Subject key identifiers of the trusted CI keys, 20 bytes each, in order of preference. */
  readonly ciPublicKeys: readonly Bytes[];
}

const TAG = { EDITION: 0x80, EMPTY_SELECT: 0x81, CI_KEY: 0x82 } as const;
/** No settings: the value of the cell until it is first set. */
const UNSET: EuiccSettings = { edition: undefined, emptySelect: 'isd-r', ciPublicKeys: [] };

const codec: Codec<EuiccSettings> = {
  emit: ({ edition, emptySelect, ciPublicKeys }) =>
    concat(
      edition === undefined ? EMPTY : emitTlv(TAG.EDITION, bytes(EDITION_NAMES.indexOf(edition))),
      emitTlv(TAG.EMPTY_SELECT, bytes(EMPTY_SELECTS.indexOf(emptySelect))),
      ...ciPublicKeys.map((key) => emitTlv(TAG.CI_KEY, key)),
    ),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('the settings of an eUICC are damaged');
    const number = findTlv(list, TAG.EDITION)?.[0];
    const edition = number === undefined ? undefined : EDITION_NAMES[number];
    const emptySelect = EMPTY_SELECTS[findTlv(list, TAG.EMPTY_SELECT)?.[0] ?? 0];
    const isKnown = (number === undefined) === (edition === undefined);
    if (!isKnown || emptySelect === undefined) throw new Fault('settings of no known eUICC');
    const ciPublicKeys = list.filter(({ tag }) => tag === TAG.CI_KEY).map(({ value }) => value);
    return { edition, emptySelect, ciPublicKeys };
  },
};

export function euiccSettings(nvm: Nvm) {
  return nvm.cell('euicc', codec, UNSET);
}
