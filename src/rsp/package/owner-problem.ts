/**
 * Whether a package is of the operator that its metadata name: policy rules are granted to the
 * owner, so its identity must be that of the subscription. The comparison is made where there are
 * rules; what else the metadata say of the owner is for people. That a mismatch of data is more
 * than one of ICCIDs, the error's name says; the text of the clause was not read.
 * [SGP22 §5.5.5] [SGP22 §2.9]
 */
import { type Bytes, EMPTY, equal, hex } from '../../base/index.ts';
import { emitPlmn, parseImsi } from '../../wire/index.ts';
import type { OperatorId } from '../../wire/es10/index.ts';
import type { Plan, PlannedApplication } from './plan.ts';

const FID = { imsi: 0x6f07, gid1: 0x6f3e, gid2: 0x6f3f } as const;
const MCC_LENGTH = 3;
const MNC_LENGTHS = [2, 3] as const;
const FILLER = 0xff;

/** Why it is not; nothing where it is. An application without an IMSI is not compared. */
export function ownerProblem({ applications }: Plan, owner: OperatorId): string | undefined {
  const subscribed = applications.filter((one) => one.naa === 'usim' && imsiOf(one) !== undefined);
  if (subscribed.length === 0) return 'policy rules come with an IMSI, and the package has none';
  for (const one of subscribed) {
    const imsi = imsiOf(one)!;
    if (!networksOf(imsi).some((network) => equal(network, owner.mccMnc)))
      return `the owner ${hex(owner.mccMnc)} is not the network of the IMSI`;
    for (const name of ['gid1', 'gid2'] as const) {
      const file = withoutFiller(contentOf(one, FID[name]));
      if (!equal(file, withoutFiller(owner[name])))
        return `${name.toUpperCase()} of the owner is not that of the package`;
    }
  }
  return undefined;
}

function imsiOf(application: PlannedApplication): string | undefined {
  return parseImsi(contentOf(application, FID.imsi) ?? EMPTY);
}

/** The digits do not say how many of them are of the network. */
function networksOf(imsi: string): readonly Bytes[] {
  const mcc = imsi.slice(0, MCC_LENGTH);
  return MNC_LENGTHS.map((length) =>
    emitPlmn({ mcc, mnc: imsi.slice(MCC_LENGTH, MCC_LENGTH + length) }),
  );
}

function contentOf({ root }: PlannedApplication, fid: number): Bytes | undefined {
  const file = root.files.find((one) => one.fid === fid);
  return file && (file.link ?? file).content;
}

/** An absent identifier, and a file without one, are alike. */
function withoutFiller(identifier: Bytes = EMPTY): Bytes {
  let end = identifier.length;
  while (end > 0 && identifier[end - 1] === FILLER) end--;
  return identifier.subarray(0, end);
}
