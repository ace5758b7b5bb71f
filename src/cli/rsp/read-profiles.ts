/** The profiles that a server gets: packages in DER, descriptions, or the lines of a table. */
import { type Bytes, hex, HostError } from '../../base/index.ts';
import {
  buildProfile,
  changeProfile,
  profileChanges,
  profileSpecification,
} from '../../host/profile-builder/index.ts';
import type { NewProfile, OrderOptions } from '../../host/smdp/index.ts';
import { emitIccid, emitPlmn } from '../../wire/index.ts';
import { emitProfilePackage, type ProfileElement } from '../../wire/saip/index.ts';
import { packageElements, parseDescribed, readPackage } from '../profile-source.ts';
import { readJson } from '../read-json.ts';
import { readCsv } from './read-csv.ts';

export interface ProfileInput {
  readonly profile: NewProfile;
  /** How it is ordered. */
  readonly order: Omit<OrderOptions, 'iccid'>;
}

export interface ReadOptions {
  /** For packages in DER. */
  readonly provider: string;
  readonly class?: 'test' | 'operational' | undefined;
  /** A package whose subscription is replaced. */
  readonly from?: readonly ProfileElement[] | undefined;
  /** Where eUICCs report changes. */
  readonly address: string;
}

/** All four events go to the server. */
const EVENTS = [0, 1, 2, 3];

export function readProfile(file: string, options: ReadOptions): ProfileInput {
  const name = file.toLowerCase();
  if (name.endsWith('.json'))
    return { profile: described(readJson(file), file, options), order: {} };
  const upp = readPackage(file);
  return { profile: packaged(packageElements(upp, file), { ...options, upp }), order: {} };
}

/** One profile a line; columns besides those of a description are those of its order. */
export function readTable(file: string, options: ReadOptions): readonly ProfileInput[] {
  return readCsv(file).map((row, at) => {
    const { eid, matchingId, confirmationCode, ...rest } = row;
    const where = `${file}, line ${at + 2}`;
    const description = { algorithm: 'milenage', ...rest };
    return {
      profile: described(description, where, options),
      order: { eid, matchingId, confirmationCode },
    };
  });
}

function described(source: unknown, where: string, options: ReadOptions): NewProfile {
  const { from } = options;
  const given = { source, where };
  if (from !== undefined)
    return packaged(changeProfile(from, parseDescribed(profileChanges, given)), options);
  const specification = parseDescribed(profileSpecification, given);
  const { operator, imsi, mncLength } = specification;
  const mnc = imsi.slice(3, 3 + mncLength);
  const mccMnc = emitPlmn({ mcc: imsi.slice(0, 3), mnc });
  const elements = buildProfile(specification);
  return packaged(elements, { ...options, provider: operator, owner: { mccMnc } });
}

type PackagedOptions = ReadOptions & {
  readonly upp?: Bytes;
  readonly owner?: { readonly mccMnc: Bytes };
};

function packaged(elements: readonly ProfileElement[], options: PackagedOptions): NewProfile {
  const header = elements.find((one) => one.kind === 'header');
  if (header === undefined)
    throw new HostError('INPUT_INVALID', 'a package has no header', 'give a whole package');
  const { iccid: coded, profileType = 'Test' } = header.value;
  const iccid = hex(coded).replace(/F+$/, '');
  const { provider, class: profileClass, owner, address, upp } = options;
  return {
    iccid,
    profileType,
    upp: upp ?? emitProfilePackage(elements),
    metadata: {
      iccid: emitIccid(iccid),
      serviceProvider: provider.slice(0, 32),
      profileName: profileType.slice(0, 64),
      class: profileClass,
      owner,
      notifications: [{ events: EVENTS, address }],
    },
  };
}
