/** An SM-DS of the project's own, for tests of LPAs and servers. [SGP22 §3.6] */
export { type EventRecord, Smds, type SmdsInterface, type SmdsOptions } from './smds.ts';
