/** The messages between an LPA and the ISD-R: ES10a, ES10b, ES10c. [SGP22 §5.7] */
export type { VersionType } from './asn1.ts';
export { emitIsdRTemplate, type IsdRTemplate, parseIsdRTemplate } from './isd-r-template.ts';
