export { LpacCard, type LpacLink, type Reply } from './card.ts';
export { type LpacStreams, serveLpac } from './serve.ts';
