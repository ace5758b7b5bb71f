/** UpdateMetadata of ES6: the operator changes what its profile says of itself. [SGP22 §5.4.1] */
import { elements, type Message } from '../asn1/index.ts';
import { PROFILE_ELEMENTS } from '../es10/index.ts';
import { ES8_TAG } from './tags.ts';

const { serviceProvider, profileName, iconType, icon, policyRules, serviceData } = PROFILE_ELEMENTS;

const REQUEST = {
  serviceProvider,
  profileName,
  iconType,
  icon,
  policyRules,
  serviceData,
} as const;
export type UpdateMetadataRequest = Message<typeof REQUEST>;

export const { parse: parseUpdateMetadataRequest, emit: emitUpdateMetadataRequest } =
  elements.messageOf('UpdateMetadataRequest', ES8_TAG.updateMetadata, REQUEST);
