/**
 * What one command of security domains is: one file each, one row in the table. From the rows
 * follow dispatch, the checks that all commands share, what T=0 answers to a header, and the table
 * of commands in the documentation. [GPCS §11]
 */
import type { Response } from '../../os/abi/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { CommandHead } from './command-head.ts';
import type { PlainCommand } from './plain-command.ts';

export interface CommandDefinition {
  /** As the specification names it. */
  readonly name: string;
  readonly ins: number;
  readonly clause: string;
  /** In which kind of class it comes. [GPCS §11.1.4] */
  readonly classes: 'proprietary' | 'inter-industry' | 'both';
  /** What must have been shown before. [GPCS §11 table 11-2] */
  readonly security: 'none' | 'authenticated';
  /**
   * In which states of the card it is processed: content management ends with CARD_LOCKED.
   * [GPCS §11 table 11-1]
   */
  readonly cardStates: 'all' | 'before-terminated' | 'before-locked';
  /** T=0, without secure messaging: what P3 announces. [ISO7816-3 §10.3.2] */
  direction(head: CommandHead): 'in' | 'out';
  /**
   * Set where bit 8 of P1 announces that more commands follow, whose data belong together; `check`
   * and `run` see the last P1. [GPCS §11.1.5.1]
   */
  readonly chains?: true;
  /** Set where only cards have it whose personality names it. */
  readonly optional?: true;
  /** Set where a card may take it in inter-industry classes too. */
  readonly eitherClass?: true;
  /**
   * Set where `check` refuses whatever secure messaging a command has: it comes by another bearer.
   */
  readonly elsewhere?: true;
  /**
   * Refuses what the header alone settles, so that T=0 answers at once. Called before `run` too.
   */
  check?(domain: Domain, head: CommandHead): void;
  /** Secure messaging is verified and taken off. */
  run(domain: Domain, command: PlainCommand): Response;
}

/** The direction of a command that always brings data. */
export const incoming = (): 'in' => 'in';
