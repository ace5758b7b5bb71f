/** What the presets of removable test cards have in common. */
import {
  AUTHENTICATION,
  CARD_PINS,
  cardFiles,
  DIRECTORY,
  type Files,
  GSM,
  ISIM,
  ISIM_FILES,
  OPERATOR_KEYS,
  type Profile,
  REMOTE,
  TELECOM,
  USIM,
  USIM_FILES,
  USIM_PINS,
} from './card-files.ts';
import { eid } from './numbers.ts';

interface TestCard<Name extends string, Contacts, Profiles> {
  readonly name: Name;
  /** Bytes of non-volatile memory. */
  readonly nvm: number;
  /** Its only interface: answer to reset and links. */
  readonly contacts: Contacts;
  /** The digits of the EID without the check digits. */
  readonly eid: string;
  readonly profiles: Profiles;
}

/** A card with contacts whose only container is an eUICC. */
export function testCard<
  const Name extends string,
  const Contacts extends object,
  const Profiles extends readonly Profile[],
>({ name, nvm, contacts, eid: digits, profiles }: TestCard<Name, Contacts, Profiles>) {
  return {
    bifrons: 1,
    name,
    formFactor: 'smart-card',
    memory: { ram: 65536, nvm },
    interfaces: [{ id: 'iso', kind: 'iso', ...contacts }],
    containers: [
      {
        id: 'euicc',
        kind: 'euicc',
        version: '2.5',
        isdR: { aid: 'A0000005591010FFFFFFFF8900000100' },
        eid: eid(digits),
        profiles,
      },
    ],
    pairing: { where: 'os', rules: [{ link: '*', container: 'euicc' }] },
  } as const;
}

/** The profile of the test network, which is enabled. */
export function testProfile<const More extends object>(number: string, more: More) {
  return {
    name: 'test',
    iccid: number,
    isdP: 'A0000005591010FFFFFFFF8900001000',
    state: 'enabled',
    class: 'test',
    serviceProvider: 'Bifrons',
    owner: { mccMnc: '00101' },
    ...more,
  } as const;
}

/** The operator's security domain, and its keys. */
export const OPERATOR_DOMAIN = { mnoSd: 'A000000151000000', mnoSdKeys: OPERATOR_KEYS } as const;

type Uicc = NonNullable<Profile['uicc']>;

/** What one card model has beside the common files. */
interface Additions {
  /** Below the MF. */
  readonly files?: Files;
  /** Below each ADF. */
  readonly applicationFiles?: Files;
  /** The file below each ADF that has its keys. */
  readonly keyFile?: string;
}

/** A USIM and an ISIM, and the files of a SIM beside them; `number` is the ICCID. */
export function usimAndIsim(number: string, additions: Additions = {}): Uicc {
  const { files = [], applicationFiles = [], keyFile } = additions;
  const authentication = keyFile === undefined ? AUTHENTICATION : { ...AUTHENTICATION, keyFile };
  return {
    pins: [...CARD_PINS],
    files: [...DIRECTORY, ...cardFiles(number), ...TELECOM, ...GSM, ...files],
    applications: [
      {
        name: 'USIM',
        aid: USIM,
        pins: [...USIM_PINS],
        files: [...USIM_FILES, ...applicationFiles],
        authentication,
      },
      { name: 'ISIM', aid: ISIM, files: [...ISIM_FILES, ...applicationFiles], authentication },
    ],
    remote: [...REMOTE],
  };
}
