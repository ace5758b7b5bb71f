/** What an eUICC was made with and no command changes; kept in its memory. */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  Fault,
  fromUtf8,
  isWireError,
  utf8,
} from '../base/index.ts';
import type { Codec, Nvm } from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../wire/index.ts';
import {
  type AuthorisationRule,
  emitGetRatResponse,
  parseGetRatResponse,
} from '../wire/es10/index.ts';
import {
  EDITION_NAMES,
  type EditionName,
  M2M_EDITION_NAMES,
  type M2mEditionName,
} from './edition.ts';

export const EMPTY_SELECTS = ['isd-r', 'mno-sd'] as const;
export type EmptySelect = (typeof EMPTY_SELECTS)[number];

export interface EuiccSettings {
  /** The edition of SGP.22 that it follows; `undefined` for an eUICC of SGP.02. */
  readonly edition: EditionName | undefined;
  /** The edition of SGP.02 otherwise. */
  readonly m2mEdition: M2mEditionName | undefined;
  /** What a SELECT with an empty AID means while a profile is enabled. */
  readonly emptySelect: EmptySelect;
  /** Subject key identifiers of the trusted CI keys, 20 bytes each, in order of preference. */
  readonly ciPublicKeys: readonly Bytes[];
  /** Digits from the year to the second that certificates are checked at; a chip has no clock. */
  readonly time: string | undefined;
  /** Which policy rules the profiles of which operators may have. [SGP22 §2.9.2] */
  readonly authorisationRules: readonly AuthorisationRule[];
}

const TAG = {
  EDITION: 0x80,
  EMPTY_SELECT: 0x81,
  CI_KEY: 0x82,
  M2M_EDITION: 0x83,
  TIME: 0x84,
  AUTHORISATION_RULES: 0x85,
} as const;
/** No settings: the value of the cell until it is first set. */
const UNSET: EuiccSettings = {
  edition: undefined,
  m2mEdition: undefined,
  emptySelect: 'isd-r',
  ciPublicKeys: [],
  time: undefined,
  authorisationRules: [],
};

const codec: Codec<EuiccSettings> = {
  emit: ({ edition, m2mEdition, emptySelect, ciPublicKeys, time, authorisationRules }) =>
    concat(
      numbered(TAG.EDITION, EDITION_NAMES, edition),
      numbered(TAG.M2M_EDITION, M2M_EDITION_NAMES, m2mEdition),
      emitTlv(TAG.EMPTY_SELECT, bytes(EMPTY_SELECTS.indexOf(emptySelect))),
      ...ciPublicKeys.map((key) => emitTlv(TAG.CI_KEY, key)),
      time === undefined ? EMPTY : emitTlv(TAG.TIME, utf8(time)),
      authorisationRules.length === 0
        ? EMPTY
        : emitTlv(TAG.AUTHORISATION_RULES, emitGetRatResponse(authorisationRules)),
    ),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('the settings of an eUICC are damaged');
    const edition = EDITION_NAMES[findTlv(list, TAG.EDITION)?.[0] ?? -1];
    const m2mEdition = M2M_EDITION_NAMES[findTlv(list, TAG.M2M_EDITION)?.[0] ?? -1];
    const emptySelect = EMPTY_SELECTS[findTlv(list, TAG.EMPTY_SELECT)?.[0] ?? 0];
    const isKnown = (edition === undefined) !== (m2mEdition === undefined);
    if (!isKnown || emptySelect === undefined) throw new Fault('settings of no known eUICC');
    const ciPublicKeys = list.filter(({ tag }) => tag === TAG.CI_KEY).map(({ value }) => value);
    const digits = findTlv(list, TAG.TIME);
    const time = digits && fromUtf8(digits);
    const table = findTlv(list, TAG.AUTHORISATION_RULES);
    const authorisationRules = table === undefined ? [] : parseGetRatResponse(table);
    if (isWireError(authorisationRules)) throw new Fault('the authorisation rules are damaged');
    return { edition, m2mEdition, emptySelect, ciPublicKeys, time, authorisationRules };
  },
};

/** The place of a name in its list. */
function numbered(tag: number, names: readonly string[], name: string | undefined): Bytes {
  return name === undefined ? EMPTY : emitTlv(tag, bytes(names.indexOf(name)));
}

export function euiccSettings(nvm: Nvm) {
  return nvm.cell('euicc', codec, UNSET);
}
