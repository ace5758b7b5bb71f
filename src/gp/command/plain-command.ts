import type { Command } from '../../os/abi/index.ts';

/** A command as its handler gets it: secure messaging verified and taken off. */
export type PlainCommand = Pick<Command, 'session' | 'cla' | 'ins' | 'p1' | 'p2' | 'data' | 'le'>;
