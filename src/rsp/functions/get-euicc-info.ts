/** ES10b.GetEUICCInfo, in its short and its long form. [SGP22 §5.7.8] */
import type { Bytes } from '../../base/index.ts';
import {
  emitEuiccInfo1,
  emitEuiccInfo2,
  ES10_TAG,
  parseEmptyRequest,
  RSP_CAPABILITY,
} from '../../wire/es10/index.ts';
import { cardResource } from '../card-resource.ts';
import { type Es10Function, readable } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { forbiddenRules } from '../policy-rules.ts';
import { PROFILES_MAX } from '../profile-store.ts';
import { uiccCapability } from '../uicc-capability.ts';
import { ES10_COMMAND_LENGTH_MAX } from '../store-data.ts';

const CLAUSE = 'SGP22 §5.7.8';

/** Of this program, as the firmware of a chip. */
const FIRMWARE_VERSION = [0, 1, 0] as const;
/** No auditor has seen this eUICC, and it says so. */
const ACCREDITATION_NUMBER = 'BIFRONS-TEST';

export const getEuiccInfo1: Es10Function = {
  name: 'GetEuiccInfo1',
  tag: ES10_TAG.getEuiccInfo1,
  run(euicc, request) {
    readable(parseEmptyRequest('getEuiccInfo1', request), CLAUSE);
    return emitEuiccInfo1(common(euicc));
  },
};

export const getEuiccInfo2: Es10Function = {
  name: 'GetEuiccInfo2',
  tag: ES10_TAG.getEuiccInfo2,
  run(euicc, request) {
    readable(parseEmptyRequest('getEuiccInfo2', request), CLAUSE);
    return emitOwnInfo2(euicc);
  },
};

/**
 * What cannot be done is not claimed: without a certificate of its own the eUICC takes no download,
 * and reports no service of the profile package's list.
 */
export function emitOwnInfo2(euicc: Euicc): Bytes {
  const { edition, settings, installer, profiles, signers, trust } = euicc;
  const takesDownloads = signers.length > 0;
  const additional =
    takesDownloads && profiles.list.length < PROFILES_MAX ? [RSP_CAPABILITY.additionalProfile] : [];
  // A list of revocations is checked with the key of an issuer.
  const lists = trust.length > 0 ? [RSP_CAPABILITY.crlSupport] : [];
  const forbidden = forbiddenRules(settings.authorisationRules);
  return emitEuiccInfo2({
    ...common(euicc),
    profileVersion: edition.profileVersion,
    firmwareVersion: FIRMWARE_VERSION,
    cardResource: cardResource(euicc, ES10_COMMAND_LENGTH_MAX),
    uiccCapability: takesDownloads ? uiccCapability(installer.support) : [],
    javaCardVersion: edition.javaCardVersion,
    globalPlatformVersion: edition.globalPlatformVersion,
    rspCapability: [...additional, ...lists, RSP_CAPABILITY.testProfileSupport],
    forbiddenPolicyRules: forbidden.length === 0 ? undefined : forbidden,
    protectionProfileVersion: edition.protectionProfileVersion,
    accreditationNumber: ACCREDITATION_NUMBER,
  });
}

/** The keys of the issuers whose certificates are there, or those of the description. */
function common({ edition, settings, trust }: Euicc) {
  const { svn } = edition;
  if (trust.length === 0) {
    const { ciPublicKeys } = settings;
    return { svn, verificationKeys: ciPublicKeys, signingKeys: ciPublicKeys };
  }
  const signing = trust.filter(({ identity }) => identity !== undefined);
  return {
    svn,
    verificationKeys: trust.map(({ keyId }) => keyId),
    signingKeys: signing.map(({ keyId }) => keyId),
  };
}
