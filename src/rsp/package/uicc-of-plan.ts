/** From a plan to what a UICC is created from. [SAIP §8.3] [SAIP §8.5] */
import { bigEndian, type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import {
  type FileAttributes,
  type FileSetup,
  type Pin,
  type RemoteApplication,
  type UiccSetup,
  type VolumeSetup,
} from '../../uicc/index.ts';
import { emitTlv } from '../../wire/index.ts';
import type { Rfm } from '../../wire/saip/index.ts';
import type { Plan, PlannedFile, PlannedPin, PlannedVolume } from './plan.ts';
import { subscriptionOfPlan } from './subscription-of-plan.ts';

/** An access rule by the file and the record of an EF.ARR. [TS102221 §9.2.7] */
const TAG_REFERENCED = 0x8b;
/** The TAR inside an AID, and kinds of access domain. [TS102226 §8.2.1.3.2.6] */
const TAR_AT = 12;
const TAR_LENGTH = 3;
const ACCESS = { FULL: 0x00, BY_KEYS: 0x02 } as const;
const MAP_LENGTH = 3;
/** References of ADM1 to ADM8. [TS102221 §9.5.1] */
const ADM_KEYS = [0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x8a, 0x8b, 0x8c] as const;

type FilePlace = NonNullable<FileAttributes['link']>;

export function uiccOfPlan({ mf, applications, remoteFileManagement }: Plan): UiccSetup {
  const places = placesOf([mf, ...applications]);
  return {
    mf: volumeOf(mf, places),
    applications: applications.map((one) => ({
      ...volumeOf(one, places),
      subscription: subscriptionOfPlan(one.aka, applications),
    })),
    remote: remoteFileManagement.flatMap(remoteOf),
  };
}

/** An instance without a list has its TAR in its AID. [SAIP §8.8] */
function remoteOf({
  instanceAID,
  tarList,
  minimumSecurityLevel,
  uiccAccessDomain,
  adfRFMAccess,
}: Rfm): readonly RemoteApplication[] {
  const tars = tarList ?? [instanceAID.subarray(TAR_AT, TAR_AT + TAR_LENGTH)];
  const domain = adfRFMAccess?.adfAccessDomain ?? uiccAccessDomain;
  return tars.map((tar) => ({
    tar: Uint8Array.from(tar),
    adf: Uint8Array.from(adfRFMAccess?.adfAID ?? EMPTY),
    minimum: minimumSecurityLevel[0]!,
    access: accessOf(domain),
  }));
}

/** Of the second kind, the keys ADM1 on in the second byte of a map of bits. */
function accessOf([kind, ...map]: Bytes): RemoteApplication['access'] {
  if (kind === ACCESS.FULL) return 'full';
  if (kind !== ACCESS.BY_KEYS || map.length !== MAP_LENGTH) return 'none';
  return ADM_KEYS.filter((_, bit) => (map[1]! & (1 << bit)) !== 0);
}

/** A volume numbers its files from its DF on, each before what it holds. */
function placesOf(volumes: readonly PlannedVolume[]): ReadonlyMap<PlannedFile, FilePlace> {
  const places = new Map<PlannedFile, FilePlace>();
  for (const [volume, { root }] of volumes.entries()) {
    let id = 0;
    const visit = (file: PlannedFile): void => {
      places.set(file, { volume, id: id++ });
      for (const one of file.files) visit(one);
    };
    visit(root);
  }
  return places;
}

function volumeOf(
  { root, pins }: PlannedVolume,
  places: ReadonlyMap<PlannedFile, FilePlace>,
): VolumeSetup {
  return { root: fileOf(root, places), pins: pins.map(pinOf) };
}

function fileOf(file: PlannedFile, places: ReadonlyMap<PlannedFile, FilePlace>): FileSetup {
  const { fid, kind, shareable, sfi, lifeCycle, dfName, special, pattern, keys } = file;
  const { recordLength, sizeMax, link, content, rule } = file;
  const attributes: FileAttributes = {
    fid,
    kind,
    shareable,
    internal: false,
    sfi,
    lifeCycle,
    name: dfName,
    rules: emitTlv(TAG_REFERENCED, concat(bigEndian(rule.fid, 2), bytes(rule.record))),
    special,
    pattern,
    keys,
    recordLength,
    length: lengthOf(file),
    sizeMax,
    link: link && places.get(link),
  };
  return { attributes, content, files: file.files.map((one) => fileOf(one, places)) };
}

/** A BER-TLV file reserves at least what it holds. */
function lengthOf({ kind, length, content }: PlannedFile): number {
  return kind === 'ber-tlv' ? Math.max(length, content.length) : length;
}

function pinOf({
  reference,
  value,
  enabled,
  canBeDisabled,
  attemptsMax,
  unblock,
}: PlannedPin): Pin {
  return {
    reference,
    value,
    enabled,
    canBeDisabled,
    replaced: false,
    attemptsMax,
    unblock: unblock && { value: unblock.value, attemptsMax: unblock.attemptsMax },
  };
}
