/** ConfigureISDP: data of the server that the ISD-P keeps. [SGP22 §5.5.2] */
import { elements, type Message } from '../asn1/index.ts';
import { PROFILE_ELEMENTS } from '../es10/index.ts';
import { ES8_TAG } from './tags.ts';

const REQUEST = { proprietaryData: PROFILE_ELEMENTS.proprietaryData } as const;
export type ConfigureIsdpRequest = Message<typeof REQUEST>;

export const { parse: parseConfigureIsdpRequest, emit: emitConfigureIsdpRequest } =
  elements.messageOf('ConfigureISDPRequest', ES8_TAG.configureIsdp, REQUEST);
