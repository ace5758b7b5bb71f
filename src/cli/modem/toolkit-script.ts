/** What a terminal answers and does, as JSON: for `bifrons host modem toolkit --script`. */
import { HostError, isHex, unhex } from '../../base/index.ts';
import type { TerminalFacts, UserAnswer } from '../../host/index.ts';
import { CAT_COMMAND, CAT_EVENT, CAT_RESULT } from '../../wire/cat/index.ts';
import { readJson } from '../read-json.ts';

/** One act of the terminal or its user, after TERMINAL PROFILE. */
export type ToolkitStep =
  | { readonly select: string }
  | { readonly event: number }
  | { readonly expire: number }
  | { readonly envelope: Uint8Array };

export interface ToolkitScript {
  readonly profile: Uint8Array | undefined;
  readonly facts: Partial<TerminalFacts>;
  readonly answers: readonly UserAnswer[];
  readonly steps: readonly ToolkitStep[];
}

export const NO_SCRIPT: ToolkitScript = { profile: undefined, facts: {}, answers: [], steps: [] };

/** Throws `HostError` INPUT_INVALID, which names the field. */
export function readToolkitScript(path: string): ToolkitScript {
  const script = record(readJson(path), 'the script');
  refuseOthers(script, ['profile', 'facts', 'answers', 'steps'], 'the script');
  return {
    profile: script['profile'] === undefined ? undefined : digits(script['profile'], 'profile'),
    facts: factsIn(script['facts']),
    answers: list(script['answers'], 'answers').map(answerOf),
    steps: list(script['steps'], 'steps').map(stepOf),
  };
}

function answerOf(input: unknown, at: number): UserAnswer {
  const where = `answers.${at}`;
  const { command, result, text, item, ...others } = record(input, where);
  refuseOthers(others, [], where);
  if (text !== undefined && typeof text !== 'string') throw invalid(`${where}.text: a text`);
  if (item !== undefined && !isByte(item)) throw invalid(`${where}.item: a number from 0 to 255`);
  return {
    ...(command === undefined
      ? {}
      : { command: named(CAT_COMMAND, commandKey(command), `${where}.command`) }),
    ...(result === undefined ? {} : { result: named(CAT_RESULT, result, `${where}.result`) }),
    ...(text === undefined ? {} : { text }),
    ...(item === undefined ? {} : { item: item as number }),
  };
}

/** `DISPLAY TEXT` as the specification writes it. */
function commandKey(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase().replaceAll(' ', '_') : value;
}

function stepOf(input: unknown, at: number): ToolkitStep {
  const where = `steps.${at}`;
  const step = record(input, where);
  const [kind = '', ...others] = Object.keys(step);
  const value = step[kind];
  if (others.length > 0) throw invalid(`${where}: one act`);
  switch (kind) {
    case 'select':
      if (typeof value !== 'string' && !isByte(value)) throw invalid(`${where}.select: an entry`);
      return { select: String(value) };
    case 'event':
      return { event: named(CAT_EVENT, value, `${where}.event`) };
    case 'expire':
      if (!isByte(value)) throw invalid(`${where}.expire: the number of a timer`);
      return { expire: value as number };
    case 'envelope':
      return { envelope: digits(value, `${where}.envelope`) };
    default:
      throw invalid(`${where}: select, event, expire or envelope`);
  }
}

function factsIn(input: unknown): Partial<TerminalFacts> {
  if (input === undefined) return {};
  const { location, imei, dateTime, language, accessTechnology, ...others } = record(
    input,
    'facts',
  );
  refuseOthers(others, [], 'facts');
  if (language !== undefined && (typeof language !== 'string' || !/^[a-z]{2}$/.test(language)))
    throw invalid('facts.language: two letters');
  if (accessTechnology !== undefined && !isByte(accessTechnology))
    throw invalid('facts.accessTechnology: a number from 0 to 255');
  return {
    ...(location === undefined ? {} : { location: digits(location, 'facts.location') }),
    ...(imei === undefined ? {} : { imei: digits(imei, 'facts.imei') }),
    ...(dateTime === undefined ? {} : { dateTime: digits(dateTime, 'facts.dateTime') }),
    ...(language === undefined ? {} : { language }),
    ...(accessTechnology === undefined ? {} : { accessTechnology: accessTechnology as number }),
  };
}

/** A name of the table, or its number. */
function named(table: Readonly<Record<string, number>>, value: unknown, where: string): number {
  if (isByte(value)) return value as number;
  if (typeof value === 'string' && Object.hasOwn(table, value)) return table[value]!;
  throw invalid(`${where}: a number, or one of ${Object.keys(table).join(', ')}`);
}

function record(input: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return input as Readonly<Record<string, unknown>>;
  throw invalid(`${where}: an object`);
}

function list(input: unknown, where: string): readonly unknown[] {
  if (input === undefined) return [];
  if (Array.isArray(input)) return input;
  throw invalid(`${where}: a list`);
}

function refuseOthers(fields: object, known: readonly string[], where: string): void {
  const other = Object.keys(fields).find((one) => !known.includes(one));
  if (other !== undefined) throw invalid(`${where}: no field is called ${other}`);
}

function digits(value: unknown, where: string): Uint8Array {
  if (typeof value === 'string' && isHex(value)) return unhex(value);
  throw invalid(`${where}: hexadecimal digits, two a byte`);
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xff;
}

function invalid(why: string): HostError {
  return new HostError('INPUT_INVALID', why, 'see bifrons host modem toolkit --help');
}
