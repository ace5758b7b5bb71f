export type { TraceLine } from './audience.ts';
export { type Clock, realClock, type Timers, virtualClock } from './clock.ts';
export { LinkClient, LinkClients } from './link-client.ts';
export { Runner, type RunnerParts } from './runner.ts';
