export type { TraceLine } from './audience.ts';
export { type Clock, realClock, type Timers, virtualClock } from './clock.ts';
export { LinkClient, LinkClients } from './link-client.ts';
export { Runner, type RunnerParts } from './runner.ts';
export { holdLpaConversation, type LpaPlace } from './hold-lpa.ts';
export { type CardPlace, holdConversation, manageCard, transmitWhole } from './resolve.ts';
