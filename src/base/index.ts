export * from './bytes.ts';
export * from './errors.ts';
export * from './limits.ts';
export type { LinkFacts, LinkProtocol } from './link-facts.ts';
export { LINK_PROTOCOLS } from './link-facts.ts';
export type { Batch, Image, Rng, Trace, TraceOperand, TraceRecord, Write } from './platform.ts';
export { Secret } from './secret.ts';
export { earlier, MS, SECOND, type Time } from './time.ts';
