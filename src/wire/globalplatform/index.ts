/** GlobalPlatform's tables and codecs that card, host and displays share. */
export * from './content.ts';
export * from './data-object.ts';
export * from './fields.ts';
export * from './key-type.ts';
export * from './life-cycle.ts';
export * from './privileges.ts';
export * from './registry.ts';
export * from './scp11.ts';
export * from './secure-channel.ts';
export * from './token.ts';
