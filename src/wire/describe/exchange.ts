/** What a command and its answer say, in words: for the command line and a console alike. */
import { type Bytes, isWireError, readBigEndian } from '../../base/index.ts';
import { describeStatus, parseCommandApdu } from '../index.ts';
import { commandName } from './command-names.ts';
import { quoted } from './value-words.ts';
import { describeTlvs, type TlvNode } from './tlv-tree.ts';

const STATUS_LENGTH = 2;

export interface DescribedCommand {
  /** `GET DATA 66`; nothing where the instruction is not a known one. */
  readonly name?: string;
  /** The data objects that it carries. */
  readonly data?: readonly TlvNode[];
}

export interface DescribedAnswer {
  /** The data objects of the answer. */
  readonly data?: readonly TlvNode[];
  /** The answer as text, where it is no list of data objects and can be printed. */
  readonly text?: string;
  /** The status word in words. */
  readonly status: string;
}

export function describeCommand(apdu: Bytes): DescribedCommand {
  const name = commandName(apdu);
  const command = parseCommandApdu(apdu);
  // The data of SELECT is a name or a file identifier, and its own description.
  const isSelect = name?.startsWith('SELECT') === true;
  const data = isWireError(command) || isSelect ? undefined : describeTlvs(command.data);
  return { ...(name === undefined ? {} : { name }), ...(data === undefined ? {} : { data }) };
}

/** An answer with its status word. */
export function describeAnswer(answer: Bytes): DescribedAnswer {
  const body = answer.subarray(0, Math.max(0, answer.length - STATUS_LENGTH));
  const status = describeStatus(readBigEndian(answer.subarray(body.length)));
  const data = describeTlvs(body);
  if (data !== undefined) return { data, status };
  const text = quoted(body);
  return text === undefined ? { status } : { text, status };
}
