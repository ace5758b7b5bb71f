/**
 * GlobalPlatform's own command chaining: bit 8 of P1 announces that more commands follow. Secure
 * messaging protects the data of all of them together, so it is verified once they are joined, with
 * P1 and P2 of the last command. [GPCS §11.1.5.1]
 */
import { concat, EMPTY } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { COMMAND_DATA_SHORT_MAX } from '../limits.ts';
import type { CommandHead } from './command-head.ts';
import type { CommandDefinition } from './definition.ts';
import { type Chain, type DomainSession, domainSession } from './domain-session.ts';

const CLAUSE = 'GPCS §11.1.5.1';
/** Bit of P1. */
const MORE = 0x80;
/** Bytes of all data fields of a chain: an RSA key of 4096 bits with its five components. */
const CHAIN_DATA_MAX = 4096;

/** Whether more commands follow this one. */
export function announcesMore(
  definition: CommandDefinition | undefined,
  { p1 }: Pick<CommandHead, 'p1'>,
): boolean {
  return definition?.chains === true && (p1 & MORE) !== 0;
}

/** The header of the last command of the chain, as far as this one gives it. */
export function lastHead(head: CommandHead): CommandHead {
  return { ...head, p1: head.p1 & ~MORE };
}

/**
 * The chain that this command goes on with. No chain is under way afterwards; one that the command
 * does not continue is aborted by it.
 */
export function takeChain(state: DomainSession, head: CommandHead): Chain | undefined {
  const { chain } = state;
  state.chain = undefined;
  if (chain === undefined) return undefined;
  const { cla, ins, p1, p2 } = chain;
  const continues =
    head.cla === cla && head.ins === ins && (head.p1 & ~MORE) === p1 && head.p2 === p2;
  if (continues) return chain;
  return refuse(SW.CONDITIONS, CLAUSE, 'another command of the chain is expected');
}

/** Its answer is 9000 whatever the security level is. */
export function keepPart(chain: Chain | undefined, command: Command): Response {
  const { cla, ins, p1, p2, session } = command;
  const data = joinedData(chain, command);
  if (data.length > CHAIN_DATA_MAX) {
    refuse(SW.WRONG_P1P2, CLAUSE, `a chain has at most ${CHAIN_DATA_MAX} bytes of data`);
  }
  domainSession(session).chain = { cla, ins, p1: p1 & ~MORE, p2, data };
  return { data: EMPTY, sw: SW.OK };
}

/** The command that the chain up to its last command stands for. */
export function joinChain(chain: Chain | undefined, command: Command): Command {
  if (chain === undefined) return command;
  const data = joinedData(chain, command);
  return { ...command, data, extended: data.length > COMMAND_DATA_SHORT_MAX };
}

function joinedData(chain: Chain | undefined, { data }: Command) {
  return chain === undefined ? Uint8Array.from(data) : concat(chain.data, data);
}
