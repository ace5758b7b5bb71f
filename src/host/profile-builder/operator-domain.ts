/** The MNO-SD with its keys, and remote file management. [SAIP §8.6] [SAIP §8.8] */
import { bytes, unhex } from '../../base/index.ts';
import type { KeyObject, Rfm, SecurityDomain } from '../../wire/saip/index.ts';
import type { ProfileSpecification } from './specification.ts';
import { ISIM_AID } from './isim-element.ts';
import { USIM_AID } from './usim-elements.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

/** The names that the test profile of the field has. [SGP22 §2.4.5] */
const MNO_SD = {
  applicationLoadPackageAID: unhex('A0000001515350'),
  classAID: unhex('A000000151535041'),
  instanceAID: unhex('A000000151000000'),
  applicationPrivileges: unhex('82DC00'),
  lifeCycleState: bytes(0x0f),
  applicationSpecificParametersC9: unhex('810280008201F08301F08701F0'),
  applicationParameters: {
    uiccToolkitApplicationSpecificParametersField: unhex('01000001000000020112036C756500'),
  },
} as const;

const KEY_TYPES = { aes: KEY_TYPE.AES, des: KEY_TYPE.DES } as const;
/** Bits of use: for encryption, for MACs, for keys. [GPCS §11.1.9] */
const USAGES: readonly number[] = [0x18, 0x14, 0x48];

type KeySet = ProfileSpecification['keys'][number];

/** Keys 1, 2 and 3 of one version. */
export function keyObjects({ version, type, enc, mac, dek }: KeySet): readonly KeyObject[] {
  return [enc, mac, dek].map((key, at) => ({
    keyUsageQualifier: bytes(USAGES[at]!),
    keyIdentifier: bytes(at + 1),
    keyVersionNumber: bytes(version),
    keyComponents: [{ keyType: bytes(KEY_TYPES[type]), keyData: unhex(key) }],
  }));
}

export function operatorDomain({ keys }: ProfileSpecification): Omit<SecurityDomain, 'header'> {
  const keyList = keys.flatMap(keyObjects);
  return keyList.length === 0 ? { instance: MNO_SD } : { instance: MNO_SD, keyList };
}

/** Encryption and a cryptographic checksum. [TS102226 §8.2.1.3.2.4.2] */
const SECURED = bytes(0x16);
const FULL_ACCESS = bytes(0x00);

/** The RFM of the UICC's files, and of each application. [TS101220 §D] */
export function fileManagers({ isim }: ProfileSpecification): readonly Omit<Rfm, 'header'>[] {
  const common = {
    minimumSecurityLevel: SECURED,
    uiccAccessDomain: FULL_ACCESS,
    uiccAdminAccessDomain: FULL_ACCESS,
  };
  const adf = (adfAID: Uint8Array) => ({
    adfAID,
    adfAccessDomain: FULL_ACCESS,
    adfAdminAccessDomain: FULL_ACCESS,
  });
  const list: Omit<Rfm, 'header'>[] = [
    { ...common, instanceAID: unhex('A00000055910100001'), tarList: [unhex('B00000')] },
    {
      ...common,
      instanceAID: unhex('A00000055910100002'),
      tarList: [unhex('B00010')],
      adfRFMAccess: adf(USIM_AID),
    },
  ];
  if (isim) {
    list.push({
      ...common,
      instanceAID: unhex('A00000055910100003'),
      tarList: [unhex('B00020')],
      adfRFMAccess: adf(ISIM_AID),
    });
  }
  return list;
}
