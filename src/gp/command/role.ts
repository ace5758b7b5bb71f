/**
 * A kind of security domain: its commands and its own answers. The kinds of
 * an eUICC (ISD-R, ECASD, ISD-P) are roles; a registry entry names its role.
 */
import { EMPTY } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import type { DomainTraits } from '../domain/domain.ts';
import type { CommandDefinition } from './definition.ts';
import { STANDARD_COMMANDS } from './table.ts';

export interface DomainRole extends DomainTraits {
  /** Kept with each entry that has it. */
  readonly name: string;
  readonly commands: readonly CommandDefinition[];
  /** An application session with it has ended. */
  leave?(session: Session): void;
}

/** The default kind of security domain. */
export const STANDARD_ROLE: DomainRole = {
  name: '',
  commands: STANDARD_COMMANDS,
  objects: new Map(),
  standardObjects: true,
  wholeObjects: false,
  template: EMPTY,
};
