/** The profiles that a server gets: packages in DER, descriptions, or the lines of a table. */
import { readFileSync } from 'node:fs';
import { type Bytes, describeWireError, HostError, isWireError } from '../../base/index.ts';
import {
  buildProfile,
  changeProfile,
  profileChanges,
  profileSpecification,
} from '../../host/profile-builder/index.ts';
import type { NewProfile, OrderOptions } from '../../host/smdp/index.ts';
import { emitIccid, emitPlmn } from '../../wire/index.ts';
import {
  emitProfilePackage,
  parseProfilePackage,
  type ProfileElement,
} from '../../wire/saip/index.ts';
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
  readonly from?: string | undefined;
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
  return { profile: packaged(elementsOf(upp, file), { ...options, upp }), order: {} };
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
  const schema = from === undefined ? profileSpecification : profileChanges;
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    throw new HostError('INPUT_INVALID', `${where}: ${lines.join('; ')}`, 'correct it');
  }
  if (from !== undefined) {
    const changed = changeProfile(
      elementsOf(readPackage(from), from),
      profileChanges.parse(source),
    );
    return packaged(changed, options);
  }
  const specification = profileSpecification.parse(source);
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
  const iccid = Buffer.from(coded).toString('hex').toUpperCase().replace(/F+$/, '');
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

function elementsOf(source: Bytes, file: string): readonly ProfileElement[] {
  const elements = parseProfilePackage(source);
  if (!isWireError(elements)) return elements;
  const next = 'read it: bifrons profile explain FILE';
  throw new HostError('INPUT_INVALID', `${file}: ${describeWireError(elements)}`, next);
}

function readPackage(file: string): Bytes {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new HostError('INPUT_INVALID', `${file} cannot be read`, 'name a file that is there');
  }
}
