/** Records of the toolkit. */
import { operandText, type TraceKind, hexNumber } from '../../base/index.ts';
import { CAT_COMMAND } from '../../wire/cat/index.ts';

const NAMES = new Map(Object.entries(CAT_COMMAND).map(([name, type]) => [type as number, name]));

/** `DISPLAY TEXT`, or its number. */
export function commandName(type: number): string {
  return NAMES.get(type)?.replaceAll('_', ' ') ?? `proactive command ${type}`;
}

export const PROACTIVE_COMMAND: TraceKind = {
  name: 'proactive-command',
  words: ([owner, type, number]) =>
    `${operandText(owner)} sends ${commandName(Number(type))} (${operandText(number)})`,
};

export const TERMINAL_RESULT: TraceKind = {
  name: 'terminal-result',
  words: ([owner, result]) =>
    `the terminal's result for ${operandText(owner)} is ` + hexNumber(Number(result)),
};

export const TOOLKIT_EVENT: TraceKind = {
  name: 'toolkit-event',
  words: ([event, application]) => `${operandText(event)} goes to ${operandText(application)}`,
};

export const COMMAND_LEFT: TraceKind = {
  name: 'proactive-command-left',
  words: ([owner, type]) =>
    `${commandName(Number(type))} of ${operandText(owner)} is not sent: ` +
    'the terminal has not stated that it takes it',
};
