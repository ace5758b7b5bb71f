/** StoreMetadata: what the profile is, before it comes. [SGP22 §5.5.3] */
import { elements, type Message } from '../asn1/index.ts';
import { PROFILE_ELEMENTS } from '../es10/index.ts';
import { ES8_TAG } from './tags.ts';

const { element, octets, optionalElement } = elements;

const {
  iccid,
  serviceProvider,
  profileName,
  iconType,
  icon,
  class: profileClass,
  notifications,
  owner,
  policyRules,
  serviceData,
} = PROFILE_ELEMENTS;

const REQUEST = {
  iccid: element(iccid.tag, iccid),
  serviceProvider: element(serviceProvider.tag, serviceProvider),
  profileName: element(profileName.tag, profileName),
  iconType,
  icon,
  /** Operational where it is absent. */
  class: profileClass,
  notifications,
  owner,
  policyRules,
  serviceData,
  /** For the LPA alone. */
  serviceDataNotStored: optionalElement(0xbf23, octets()),
} as const;
export type StoreMetadataRequest = Message<typeof REQUEST>;

export const { parse: parseStoreMetadataRequest, emit: emitStoreMetadataRequest } =
  elements.messageOf('StoreMetadataRequest', ES8_TAG.storeMetadata, REQUEST);
